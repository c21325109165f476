-- The seventeen measures by hand, in one pass over the file. A null condition is no reason to
-- refuse (WHEN takes it for false), and what lacks a fact is 'incomplete' before any amount is
-- worked out: no null ever reaches least(), which would answer with the limit.
create type status as enum ('ineligible', 'incomplete', 'verify', 'eligible');
create type kind as enum ('enterprise', 'institution', 'nonprofit');
create type field as enum ('ai', 'big-data', 'cloud', 'games', 'industrial-internet', 'infosec',
    'smart-manufacturing', 'robotics', 'metaverse', 'llm', 'algorithms-and-compute',
    'future-intelligence', 'future-space', 'other');
create type recogniser as enum ('national', 'municipal', 'both', 'none');
create type qualification as enum ('cmmi', 'cs', 'itss', 'secret-integration', 'icp-licence',
    'cisp', 'ccrc', 'cesscn', 'llm-filing', 'publishing-licence', 'av-licence');
create type level as enum ('1', '2', '3', '4', '5', 'CS1', 'CS2', 'CS3', 'CS4', 'CS5',
    '四', '三', '二', '一', '乙', '甲');

create macro answer(refused, lacking, doubtful) as
    case when refused then 'ineligible'::status when lacking then 'incomplete'::status
         when doubtful then 'verify'::status else 'eligible'::status end;

create macro worth(status, amount) as
    case when status >= 'verify'::status then (amount)::bigint
         when status = 'ineligible'::status then 0::bigint end;

-- rules
copy (
    with given as (
        select *,
            "on" not between date '2025-01-01' and date '2026-12-31' or registered_on > "on" as out,
            kind <> 'enterprise'::kind as firmless,
            kind <> 'nonprofit'::kind as profitable,
            arrived_on is null or arrived_on < date '2025-01-01' or arrived_on > "on" as settled,
            kind is null or registered_on is null or field is null as unknown,
            field = 'other'::field or (breached_on <= "on"
                and breached_on >= ("on" - interval 3 year)::date) as doubtful
        from source
        where accepted
    ), judged as (
        select id,
            answer(out or firmless or settled or settle__granted_before > 0,
                unknown or settle__granted_before is null, doubtful) as settle__status,
            answer(out or firmless or settled or office_rent__support_years >= 3,
                unknown or office_rent__rent_paid is null or office_rent__support_years is null,
                doubtful) as office_rent__status,
            office_rent__rent_paid as rent,
            answer(out or firmless or settled or office_purchase__granted_before > 0,
                unknown or office_purchase__price_paid is null
                or office_purchase__granted_before is null, doubtful) as office_purchase__status,
            office_purchase__price_paid as price,
            answer(out or not rnd__has_results,
                unknown or rnd__project_spend is null or rnd__has_results is null
                or rnd__open_project is null, doubtful or rnd__open_project) as rnd__status,
            rnd__project_spend as project,
            answer(out or firmless or qualification__granted_before >= 20000000
                or qualification__level < case qualification__qualification
                    when 'cmmi' then '3'::level when 'cs' then 'CS4'::level
                    when 'itss' then '二'::level when 'secret-integration' then '甲'::level end,
                unknown or qualification__granted_before is null
                or qualification__qualification is null
                or qualification__level is null
                and qualification__qualification <= 'secret-integration'::qualification,
                doubtful) as qualification__status,
            20000000 - qualification__granted_before as left_to_qualify,
            answer(out or firmless or not game_licence__licence_obtained
                or not game_licence__online or game_licence__revenue = 0
                or game_licence__granted_before > 0,
                unknown or game_licence__licence_obtained is null or game_licence__online is null
                or game_licence__revenue is null or game_licence__granted_before is null,
                doubtful) as game_licence__status,
            answer(out or firmless or not game_export__overseas_online
                or game_export__revenue_settled_domestically = 0
                or game_export__granted_before > 0,
                unknown or game_export__overseas_online is null
                or game_export__revenue_settled_domestically is null
                or game_export__granted_before is null, doubtful) as game_export__status,
            answer(out or not first_application__own_ip or not first_application__first_of_kind,
                unknown or first_application__own_ip is null
                or first_application__first_of_kind is null
                or first_application__sales_received is null,
                doubtful) as first_application__status,
            first_application__sales_received as sales,
            answer(out or first_application_recognised__recognised_by = 'none'::recogniser,
                unknown or first_application_recognised__recognised_by is null,
                doubtful) as first_application_recognised__status,
            answer(out or firmless, unknown or compute__compute_cost is null,
                doubtful) as compute__status,
            compute__compute_cost as cost,
            answer(out or profitable or settled or organisation__granted_before > 0,
                unknown or organisation__granted_before is null,
                doubtful) as organisation__status,
            answer(out or carrier__recognised_by = 'none'::recogniser,
                unknown or carrier__recognised_by is null or carrier__build_spend is null,
                doubtful) as carrier__status,
            carrier__build_spend as build,
            case when carrier__recognised_by = 'municipal'::recogniser then 100000000 else 200000000
                end as most_to_build,
            answer(out or firmless or registered_on < date '2025-01-01'
                or not carrier_startup__in_carrier or carrier_startup__granted_before > 0,
                unknown or carrier_startup__in_carrier is null
                or carrier_startup__granted_before is null, doubtful) as carrier_startup__status,
            answer(out or showcase__self_used_rent = 0,
                unknown or showcase__self_used_rent is null or showcase__fit_out_cost is null
                or showcase__running_cost is null, doubtful) as showcase__status,
            showcase__self_used_rent + showcase__fit_out_cost + showcase__running_cost as shown,
            answer(out, unknown or event_host__event_spend is null,
                doubtful) as event_host__status,
            event_host__event_spend as event,
            answer(out or exhibition__granted_before >= 20000000,
                unknown or exhibition__registration_fee is null or exhibition__booth_fee is null
                or exhibition__build_fee is null or exhibition__granted_before is null,
                doubtful) as exhibition__status,
            exhibition__registration_fee + exhibition__booth_fee + exhibition__build_fee as fees,
            20000000 - exhibition__granted_before as left_to_exhibit,
            answer(out, unknown or major_project__leading_group_decision is null
                or major_project__decided_amount is null, doubtful) as major_project__status,
            major_project__decided_amount as decided
        from given
    )
    select id,
        settle__status, worth(settle__status, 500000000) as settle__ceiling,
        office_rent__status,
        worth(office_rent__status, least(rent, 100000000)) as office_rent__ceiling,
        office_purchase__status,
        worth(office_purchase__status, least(price, 15000000000) // 50) as office_purchase__ceiling,
        rnd__status, worth(rnd__status, least(project, 600000000) // 2) as rnd__ceiling,
        qualification__status,
        worth(qualification__status, left_to_qualify) as qualification__ceiling,
        game_licence__status, worth(game_licence__status, 100000000) as game_licence__ceiling,
        game_export__status, worth(game_export__status, 200000000) as game_export__ceiling,
        first_application__status,
        worth(first_application__status, least(sales, 1666666667) * 3 // 10)
            as first_application__ceiling,
        first_application_recognised__status,
        worth(first_application_recognised__status, 500000000)
            as first_application_recognised__ceiling,
        compute__status,
        worth(compute__status, least(cost, 1666666667) * 3 // 10) as compute__ceiling,
        organisation__status, worth(organisation__status, 100000000) as organisation__ceiling,
        carrier__status,
        worth(carrier__status, least(least(build, 666666667) * 3 // 10, most_to_build))
            as carrier__ceiling,
        carrier_startup__status, worth(carrier_startup__status, 10000000) as carrier_startup__ceiling,
        showcase__status, worth(showcase__status, least(shown, 400000000) // 2) as showcase__ceiling,
        event_host__status, worth(event_host__status, least(event, 400000000) // 2)
            as event_host__ceiling,
        exhibition__status, worth(exhibition__status, least(fees // 2, left_to_exhibit))
            as exhibition__ceiling,
        major_project__status, worth(major_project__status, decided) as major_project__ceiling
    from judged
) to 'target' (format parquet, dictionary_size_limit 1000, write_bloom_filter false);
