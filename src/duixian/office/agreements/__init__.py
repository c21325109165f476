"""投资协议: the centre's ledger of its enterprises with what they promised; officers and auditors read it."""
