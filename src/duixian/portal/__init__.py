"""Pages for the public and for applicants: the policy, its measures, the calculator."""
