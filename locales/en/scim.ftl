# What directories that speak SCIM are answered.
api-scim-unsupported = This service does not have that part of SCIM.
api-scim-group-twice = There is a group with that identifier or name already.
