"""What others send: an existing matrix becomes an agreement, a negotiated copy becomes a change set."""
