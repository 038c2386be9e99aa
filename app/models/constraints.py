"""What the database's refusals mean, in the one place where names become sentences."""

MEANINGS = {
    "lease_unit_overlap": "Another lease already holds this unit in that period.",
    "lease_number_key": "Another lease has this number.",
    "message_key": "This message id is taken.",
    "member_person_key": "This person is already a member.",
    "person_email_key": "Somebody signs in with this address already.",
    "ticket_number_key": "Another ticket has this number.",
}
