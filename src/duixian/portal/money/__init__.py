"""An enterprise's own money: what was promised and paid of each application, and what is claimed back."""
