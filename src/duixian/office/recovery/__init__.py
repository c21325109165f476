"""追缴: from a finding to the last fen, by the desks that deal with money."""
