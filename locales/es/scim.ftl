# Lo que se contesta a los directorios que hablan SCIM.
api-scim-unsupported = Este servicio no tiene esa parte de SCIM.
api-scim-group-twice = Ya hay un grupo con ese identificador o ese nombre.
