"""企业综合表（五（一））: one enterprise's funds by year beside its R&D, innovation and growth."""
