"""What a deployment costs at home: two worlds with the same incidents, one with the officers away."""
