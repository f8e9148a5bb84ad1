"""A caseload with every file, every column and the awkward fields, as an export writes it."""

WHOLE = {
    "nominals": """\
nominal,family_name,given_names,date_of_birth,sex,pnc_id,cro_number,crn,prison_number,visor_reference,died_on,restricted
N1,Archer,Ann Mary,1970-02-28,female,70/1A,1/70A,X000001,A0001AA,V1,,false
N10,"O""Brien, Jr",,,,,,,,,,false
N2,  Çelik ,"=SUM(A1)
second line",1980-12-31,male,,,,,,2021-06-01,true
N3,Daw,,1991-01-01,unknown,,,,,,,false
""",
    "aliases": """\
nominal,family_name,given_names,date_of_birth
N1,Archer-Smith,,
N1,Smith,Ann,1970-03-01
""",
    "addresses": """\
nominal,lines,postcode,uprn,valid_from,valid_to,kind
N1,"1 High Street
Norwich",NR1 1AA,100,,,
N1,2 Low Street,,,2020-01-01,2021-01-01,home
""",
    "responsible_areas": """\
nominal,area,valid_from,valid_to
N1,norfolk,2015-01-01,2021-01-01
N1,suffolk,2021-01-01,
N10,suffolk,2021-01-01,
N2,norfolk,2019-01-01,
N3,norfolk,2022-01-01,
""",
    "eligibility": """\
nominal,category,basis,valid_from,valid_to,offence,sentence
N1,1,sexual_offence,2015-01-01,,"Assault, s. 3",30 months
N1,1,shpo,2016-01-01,2026-01-01,,
N2,2,violent_offence,2019-01-01,,,
N3,3,decision,2022-02-01,,,
""",
    "levels": """\
nominal,level,valid_from,valid_to,reason
N1,1,2015-01-01,2020-01-01,
N1,2,2020-01-01,,Rising risk
N2,1,2019-01-01,,
N3,2,2022-01-01,,
""",
    "lead_agencies": """\
nominal,agency,valid_from,valid_to
N1,police,2015-01-01,
N2,probation,2019-01-01,
N3,police,2022-01-01,
""",
    "detentions": """\
nominal,setting,valid_from,valid_to,establishment
N1,prison,2015-01-01,2017-01-01,HMP Norwich
N2,hospital,2019-01-01,,
""",
    "notification_requirements": """\
nominal,source,valid_from,valid_to,first_notified_on,indefinite
N1,sentence,2015-01-01,,2017-01-02,true
N1,shpo,2016-01-01,2026-01-01,,false
""",
    "notification_reviews": """\
nominal,applied_on,decided_on,outcome,authorised_by_rank
N1,2021-01-01,2021-03-01,refused,superintendent
N1,2022-01-01,,,
""",
    "orders": """\
order,nominal,kind,made_on,ends_on,interim,foreign_travel_restriction,court,applicant,ended_on,ended_by
O1,N1,shpo,2016-01-01,2026-01-01,false,true,Norwich Crown Court,,,
O10,N3,sopo,2010-01-01,,false,false,,,2014-01-01,discharged
O2,N2,sro,2020-01-01,2022-01-01,false,false,,Chief constable,,
""",
    "breaches": """\
nominal,of,order,outcome,outcome_on,breached_on,returned_to_custody_on
N1,notification,,cautioned,2021-05-01,,
N1,order,O1,convicted,2021-06-01,2021-05-01,2021-06-01
""",
    "recalls": """\
nominal,kind,reason,decided_on,returned_on,rescinded_on,released_on
N1,standard,breach_of_licence,2018-01-01,2018-01-03,,2018-06-01
""",
    "populations": """\
area,mid_year,aged_10_and_over,edition
norfolk,2020,800000,mid-2020 (June 2021)
norfolk,2021,810000,mid-2021 (November 2022)
suffolk,2020,700000,mid-2020 (June 2021)
""",
}
