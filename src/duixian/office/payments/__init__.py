"""拨付: requests by the commission, releases by finance, files for the bank and its answers, accounts."""
