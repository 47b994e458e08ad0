# Un proveedor cuyo emisor cambia.
providers-secret-anew = El emisor es otro: escribe el secreto que te ha dado
providers-issuer-in-use = Hay quien entra con el emisor de antes, y con otro ya no podría. Añade otro proveedor y quita este cuando nadie lo use
