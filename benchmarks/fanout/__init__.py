"""One event to very many sockets: Tenantry beside graphql-ws on Node, in one run, with the same payload."""
