"""The words of the enums of tokens."""

from app.auth.scopes import ApiScope
from app.schema.enums.words import describe

describe(
    ApiScope,
    "What a token may do, by noun and verb.",
    {
        "PROPERTIES_READ": "Read properties, buildings and units.",
        "PROPERTIES_WRITE": "Create and change properties, buildings and units.",
        "PEOPLE_READ": "Read names of people, and tenants; no address and no telephone.",
        "PEOPLE_CONTACT": "Read addresses and telephone numbers too. Each reading is in the audit.",
        "PEOPLE_WRITE": "Enter and change tenants.",
        "LEASES_READ": "Read leases and who is party to them.",
        "LEASES_WRITE": "Draft and change leases, and take them from draft to end.",
        "DOCUMENTS_READ": "Read the papers of leases, and list files: also those beside what other scopes show.",
        "DOCUMENTS_WRITE": "Send papers of leases, and files beside what other scopes let it write.",
        "PAYMENTS_READ": "Read charges, payments and balances, and follow them.",
        "PAYMENTS_WRITE": "Create and reverse charges, and record payments that came by other ways.",
        "TICKETS_READ": "Read tickets and what is said about them outside the house, and follow them.",
        "TICKETS_WRITE": "Create, move, assign and comment tickets.",
        "MESSAGES_READ": "Read and follow the conversations that the token takes part in.",
        "MESSAGES_WRITE": "Start conversations and write in those that the token takes part in.",
        "EVENTS_READ": "Follow `organizationEvents`: of the nouns that other scopes let it read.",
    },
)
