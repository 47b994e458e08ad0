# Dos cuentas que estaban unidas vuelven a ser dos.

mail-unmerged-title = Hemos separado dos cuentas
mail-unmerged-lead = La cuenta de { $email } en { $desk } y otra que estaba unida a ella vuelven a ser dos. Cada una tiene lo que tenía antes de unirlas. Hemos cerrado las sesiones de las dos: vuelve a entrar en la tuya.
mail-unmerged-after = Si no recuerdas la contraseña, elige otra al acceder, en «He olvidado mi contraseña». Si las dos cuentas son tuyas, avísanos.
admin-mail-unmerged = Cuentas separadas
