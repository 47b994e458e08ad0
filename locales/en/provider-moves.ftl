# A provider whose issuer changes.
providers-secret-anew = The issuer is another: enter the secret that it gave you
providers-issuer-in-use = People enter with the issuer of before, and could not with another. Add another provider, and remove this one when nobody uses it
