# Confirmar el correo desde otro navegador que aquel en el que se creó la cuenta.

confirm-elsewhere = En este navegador no se ha creado la cuenta. Por si otra persona ha escrito tu dirección, ahora te pediremos que elijas la contraseña: solo valdrá la tuya.
