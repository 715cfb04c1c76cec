{{!
The frame of the %post section: what has to happen in the installer, before the installed system
starts. There is no hostd: only localcli answers (facts/host-tasks.md section 1).

Given: tasks (a list of title, keys, function, text, stop), log.
Whether the run goes on when a step fails: as in %firstboot. The section ends with a status that is
not 0 then, and the installer stops and says so.
Runs twice: it only appends to the log.
}}
# What esxmint does at the end of the installation.
{{>report}}

{{>steps}}
{{#tasks}}

# {{{title}}}: {{{keys}}}
{{{text}}}
{{/tasks}}

report "end of the installation begins"
{{#tasks}}
step {{title}} {{function}}{{#stop}} stop{{/stop}}
{{/tasks}}
finish
