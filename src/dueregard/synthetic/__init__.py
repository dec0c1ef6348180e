"""Made-up logs for made-up forces, by a method that shares nothing with the model that reads them."""
