
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_held_apart'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('call_taker', 'Call-taker'), ('dispatcher', 'Dispatcher'), ('officer', 'Patrol officer'), ('community_officer', 'Community officer'), ('supervisor', 'Supervisor'), ('administrator', 'Administrator'), ('security_officer', 'Security officer'), ('auditor', 'Auditor'), ('integration', 'Connected system'), ('receiver', "Receiver's system")], max_length=20),
        ),
    ]
