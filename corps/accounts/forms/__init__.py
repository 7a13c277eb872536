"""What a person types about the account; allauth names each form's own module."""
