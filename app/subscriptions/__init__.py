"""TELL: from commit to socket.

Who reads this for the first time may go the way of an event:

1. `transaction` collects what a change announces and records (`audit`), and writes it as the last thing before COMMIT.
   Beside it, each noun has its file (`tickets`, `messages`, `payments`, ...): what routes its events, and what may be
   followed. `organizations` follows all of them.
2. `stream` has the words of the whole: messages, topics, judges, verdicts. `bench` is several judges as one. `ports` is
   what others have to bring along: who runs operations, and who listens.
3. `feed` reads the log of an organization, once for all who listen to it on this node.
4. `hub` serves one subscription: `catchup` says what it has missed (`replays`: those who come back together missed the
   same), then its listener joins the `channel` of the organization.
5. `channel` is one task for each organization, and keeps the order. For each event `cohorts` finds who may have to be
   told, `kitchen` makes the payloads, different documents `abreast`. `upkeep` is what befalls streams besides events:
   grants that change or run out, a log that was trimmed, a long silence.

Apart from that way: `connections` knows what is open on this node, and `revocation` closes it when a session ends.
`presence` is who is here and who types; that is kept nowhere.
"""
