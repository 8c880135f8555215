vault status                                  # sealed? which version, which storage?
vault token lookup                            # who am I, for how long, with which policies?
vault secrets list
vault auth list
vault audit list
