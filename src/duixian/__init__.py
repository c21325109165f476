"""Duixian 兑现: public subsidy policies as documents that officials read and programs run."""

__version__ = "0.1.0"
