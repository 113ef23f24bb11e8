-- Mappings are versioned like processes and policies.

alter table definitions drop constraint definitions_kind;

alter table definitions add constraint definitions_kind check (kind in ('process', 'policy', 'mapping'));
