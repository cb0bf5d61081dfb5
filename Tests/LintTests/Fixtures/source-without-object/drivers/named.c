int named;
