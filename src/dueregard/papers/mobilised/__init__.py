"""The mobilisation plan as a document, and the team leader's roster: full edition only, reached by nothing public."""
