"""资金: the overview, the yearly budget, who waits for money, the yearly checks, and the books behind every figure."""
