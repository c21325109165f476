"""The rows of the money: the ledger, the budget, commitments, payments, recovery.

Who writes what: ledger.py alone writes the ledger's rows, instalments.py alone an instalment's state, budget.py and
year_end.py the budget, commitments.py commitments, holds and the queue; payments.py and bank/ the payment rows,
recovery*.py the rows of recovery.
"""

from duixian.funds.models.budget import BudgetAct, BudgetLine, BudgetYear
from duixian.funds.models.commitments import (
    Commitment,
    Hold,
    Instalment,
    InstalmentCheck,
    PayeeChange,
    Waiting,
)
from duixian.funds.models.ledger import (
    Freeze,
    LedgerAccount,
    MonthTotal,
    Posting,
    Transfer,
    Verification,
)
from duixian.funds.models.payments import (
    Attempt,
    BankAnswer,
    BankLine,
    PaymentExport,
    PaymentFile,
    PaymentItem,
    PaymentRequest,
)
from duixian.funds.models.recovery import (
    ClaimLine,
    CreditReport,
    Finding,
    Recovery,
    RecoveryStep,
    Referral,
    Refund,
    Repayment,
    WriteOff,
)

__all__ = [
    "Attempt", "BankAnswer", "BankLine", "BudgetAct", "BudgetLine", "BudgetYear", "ClaimLine", "Commitment",
    "CreditReport", "Finding", "Freeze", "Hold", "Instalment", "InstalmentCheck", "LedgerAccount", "MonthTotal",
    "PayeeChange", "PaymentExport", "PaymentFile", "PaymentItem", "PaymentRequest", "Posting", "Recovery",
    "RecoveryStep", "Referral", "Refund", "Repayment", "Transfer", "Verification", "Waiting", "WriteOff",
]  # fmt: skip
