echo 'time is set by the site' >>/etc/motd
