"""The sentences of “In” and of its table, each with the tests that hold it."""

TESTS: list[tuple[str, str]] = [
    (
        "One claim in, one answer out: what `duixian assess FILE` reads and prints, one JSON "
        "object a line (FILE, or `-` for standard input).",
        "test_sentences_in.test_one_claim_a_line_gives_one_answer_a_line "
        "test_cases.test_a_file_is_answered_like_standard_input",
    ),
    (
        "It is the stable face of the rules: other programs, `cases.jsonl` (204 claims with "
        'answers, `{"case": …, "expect": …}`) and `bad.jsonl` (`{"line": …, "field": …}`) use '
        "it.",
        "test_cases.test_the_command_agrees_with_every_case_on_the_fields_it_names "
        "test_cases.test_every_bad_line_gets_an_error_in_chinese_that_names_its_field",
    ),
    (
        "The Python API, the web calculator and the HTTP API give the same answer from the "
        "same rules.",
        "test_cases.test_the_api_gives_the_answer_of_the_command "
        "test_cases.test_a_claim_read_and_assessed_gives_the_same_answer_as_its_line "
        "test_oracle_agrees.test_engine_and_oracle_agree_on_20_000_random_claims",
    ),
    (
        "Where a reference page differs from this page, this page stands.",
        "test_sentences_out.test_instalments_are_equal_with_earlier_ones_larger_by_a_fen",
    ),
    (
        "`id`, `policy` (the one in force), `other_support` (none declared), `overlap`, "
        "`mode`, `parameters`, `facts` may be absent or null.",
        "test_sentences_in.test_an_optional_key_may_be_absent_or_null "
        "test_sentences_in.test_an_absent_id_is_null_in_the_answer "
        "test_sentences_in.test_absent_facts_are_missing_facts "
        "test_sentences_in.test_the_latest_policy_in_force_is_the_one_of_2024",
    ),
    (
        "`on` (the day of submission), `measure` and `applicant` may not.",
        "test_sentences_in.test_a_required_key_may_not_be_absent_or_null",
    ),
    (
        "Any other key, at any level, is an error.",
        "test_sentences_in.test_any_other_key_at_any_level_is_an_error",
    ),
    (
        "Money is a string of yuan: digits, optionally a point and one or two decimals, at "
        "most 9999999999999.99;",
        "test_sentences_in.test_money_is_digits_and_at_most_two_decimals "
        "test_sentences_in.test_money_is_at_most_9999999999999_99 "
        "test_sentences_in.test_zeros_before_an_amount_do_not_make_it_larger",
    ),
    (
        "nothing else, no sign, no separators.",
        "test_sentences_in.test_money_is_nothing_else",
    ),
    (
        "Dates are ISO strings.",
        "test_sentences_in.test_dates_are_iso_strings",
    ),
    (
        "Yes/no is JSON true/false;",
        "test_sentences_in.test_yes_and_no_are_json_true_and_false",
    ),
    (
        "`support_years` a whole number from 0;",
        "test_sentences_in.test_support_years_is_a_whole_number_from_0",
    ),
    (
        'levels are strings as listed (`"3"`).',
        "test_sentences_in.test_levels_are_strings_as_listed",
    ),
    (
        "A text fact may not be empty.",
        "test_sentences_in.test_a_text_fact_may_not_be_empty",
    ),
    (
        "`kind`: `enterprise` 企业 · `institution` 机构 · `nonprofit` 非营利机构.",
        "test_sentences_in.test_the_kinds_are_enterprise_institution_and_nonprofit",
    ),
    (
        "`field`: `ai` `big-data` `cloud` `games` `industrial-internet` `infosec` "
        "`smart-manufacturing` `robotics` `metaverse` `llm` `algorithms-and-compute` "
        "`future-intelligence` `future-space` `other`.",
        "test_sentences_in.test_a_listed_field_needs_no_officer "
        "test_sentences_in.test_the_field_other_is_known_and_an_unlisted_one_is_not",
    ),
    (
        "`registered_on`: the day it was established;",
        "test_sentences_in.test_an_applicant_established_on_the_day_itself_is_established",
    ),
    (
        "after `on`: not yet 依法设立, ineligible.",
        "test_sentences_in.test_an_applicant_established_after_the_day_is_not_yet_established",
    ),
    (
        "`arrived_on`: the day it was established in, or moved into, the district;",
        "test_sentences_in.test_a_newcomer_arrived_between_new_since_and_the_day "
        "test_sentences_in.test_measures_that_do_not_ask_for_a_newcomer_do_not_ask_where_it_is",
    ),
    (
        "null: not there.",
        "test_sentences_in.test_an_applicant_not_in_the_district_is_no_newcomer",
    ),
    (
        "A newcomer (新引进或新设立) arrived in [`new_since`, `on`].",
        "test_sentences_in.test_a_newcomer_arrived_between_new_since_and_the_day "
        "test_sentences_in.test_new_since_moves_the_first_day_of_a_newcomer",
    ),
    (
        "`breaches`: 失信 and 违法 records;",
        "test_sentences_in.test_a_breach_that_counts_needs_an_officer_and_is_final_once_confirmed",
    ),
    (
        "null or absent means not yet looked up.",
        "test_sentences_in.test_breaches_null_or_absent_are_not_yet_looked_up",
    ),
    (
        "One counts if it is not repaired and its date lies in [`on` − three years, `on`], "
        "both days included (29 February back to 28), or it is still in force.",
        "test_sentences_in.test_a_breach_counts_in_the_three_years_both_days_included "
        "test_sentences_in.test_three_years_before_29_february_is_the_28th "
        "test_sentences_in.test_a_repaired_breach_never_counts "
        "test_sentences_in.test_an_older_breach_still_in_force_counts",
    ),
    (
        "One that counts: `verify`;",
        "test_sentences_in.test_a_breach_that_counts_needs_an_officer_and_is_final_once_confirmed",
    ),
    (
        "if an officer has confirmed it: ineligible.",
        "test_sentences_in.test_a_breach_that_counts_needs_an_officer_and_is_final_once_confirmed "
        "test_sentences_in.test_a_confirmed_breach_that_does_not_count_does_not_refuse",
    ),
    (
        "`other_support`: public money received for the same matter from elsewhere (what this "
        "policy itself granted is `granted_before`).",
        "test_sentences_in.test_what_this_policy_granted_is_no_other_support",
    ),
    (
        "`from`: `city` · `district` · `national`.",
        "test_sentences_in.test_support_comes_from_city_district_or_nation",
    ),
    (
        "从高不重复 counts city and district, as the text says.",
        "test_sentences_in.test_overlap_counts_city_and_district_and_not_national_money "
        "test_sentences_in.test_difference_adds_up_city_and_district",
    ),
    (
        "`overlap`: `difference` (pay up to the higher) · `exclude` (city or district support "
        "above zero: nothing) · `stack` (all three together never more than the cost base, "
        "where the measure has one).",
        "test_sentences_in.test_difference_pays_up_to_the_higher "
        "test_sentences_in.test_exclude_pays_nothing_beside_any_city_or_district_support "
        "test_sentences_in.test_stack_pays_until_all_three_together_reach_the_cost_base "
        "test_sentences_in.test_stack_pays_in_full_where_there_is_no_cost_base",
    ),
    (
        "Default `difference`;",
        "test_sentences_in.test_the_default_is_difference",
    ),
    (
        "for `first-application-recognised`, whose condition is the other support, `stack`.",
        "test_sentences_in.test_the_default_for_what_other_support_recognises_is_stack",
    ),
    (
        "`mode`: `grant` 补贴类 (default) · `project` 研发类: `rnd` then needs no "
        "`has_results`, which acceptance will judge.",
        "test_sentences_in.test_a_project_needs_no_results_yet "
        "test_sentences_in.test_a_grant_needs_results_and_grant_is_the_default "
        "test_sentences_in.test_the_mode_changes_no_other_measure",
    ),
    (
        "| measure | clause | who | facts | ceiling (cost base in italics) |",
        "test_sentences_measures.test_a_measure_stands_in_its_clause "
        "test_sentences_measures.test_a_measure_is_open_to_those_the_table_names "
        "test_sentences_measures.test_a_measure_asks_for_the_facts_of_the_table",
    ),
    (
        "| `settle` | 三（一） | newcomer enterprise | `granted_before` | 500万, once; three "
        "instalments |",
        "test_sentences_measures.test_settling_is_worth_500_wan_once "
        "test_sentences_measures.test_settling_and_buying_are_paid_in_three_instalments",
    ),
    (
        "| `office-rent` | 三（二） | newcomer enterprise | `rent_paid` (this support year, "
        "self-used area), `support_years` (already supported; 3 or more: ineligible) | "
        "min(*rent_paid*, 100万) |",
        "test_sentences_measures.test_rent_is_met_up_to_100_wan "
        "test_sentences_measures.test_rent_is_met_for_three_years",
    ),
    (
        "| `office-purchase` | 三（二） | newcomer enterprise | `price_paid`, `granted_before` "
        "| min(2% of *price_paid*, 300万), once; three instalments |",
        "test_sentences_measures.test_a_purchase_is_met_at_2_percent_up_to_300_wan "
        "test_sentences_measures.test_settling_and_buying_are_paid_in_three_instalments",
    ),
    (
        "| `rnd` | 三（三） | any | `project_spend`, `has_results` (no: ineligible), "
        "`open_project` (an unaccepted funded project: `verify`) | min(50% of *project_spend*, "
        "300万) |",
        "test_sentences_measures.test_research_is_met_at_50_percent_up_to_300_wan "
        "test_sentences_measures.test_research_needs_results_and_an_open_project_needs_an_officer",
    ),
    (
        "| `qualification` | 三（四） | enterprise | `qualification`, `level`, "
        "`granted_before` | 20万 − granted_before; 0 left: ineligible |",
        "test_sentences_measures.test_a_qualification_is_worth_what_is_left_of_20_wan",
    ),
    (
        "| `game-licence` | 三（四） | enterprise | `licence_obtained`, `online`, `revenue` (> "
        "0), `granted_before` | 100万, once (a product) |",
        "test_sentences_measures.test_a_game_with_a_licence_is_worth_100_wan_once",
    ),
    (
        "| `game-export` | 三（四） | enterprise | `overseas_online`, "
        "`revenue_settled_domestically` (> 0), `granted_before` | 200万, once (an enterprise) |",
        "test_sentences_measures.test_a_game_abroad_is_worth_200_wan_once",
    ),
    (
        "| `first-application` | 三（五） | any | `own_ip`, `first_of_kind` "
        "(首台套突破或首版次示范), `sales_received` | min(30% of *sales_received*, 500万) |",
        "test_sentences_measures.test_a_first_application_is_met_at_30_percent_up_to_500_wan "
        "test_sentences_measures.test_a_first_application_needs_its_own_rights_and_to_be_the_first",
    ),
    (
        "| `first-application-recognised` | 三（五） | any | `recognised_by`: `national` "
        "`municipal` `both` `none` | 500万 |",
        "test_sentences_measures.test_a_recognised_first_application_is_worth_500_wan",
    ),
    (
        "| `compute` | 三（六） | enterprise | `compute_cost` | min(30% of *compute_cost*, "
        "500万) |",
        "test_sentences_measures.test_compute_is_met_at_30_percent_up_to_500_wan",
    ),
    (
        "| `organisation` | 三（七） | newcomer nonprofit | `granted_before` | 100万, once |",
        "test_sentences_measures.test_an_organisation_is_worth_100_wan_once",
    ),
    (
        "| `carrier` | 三（八） | any | `recognised_by` (the operator's recognition), "
        "`build_spend` | min(30% of *build_spend*, 200万 national or both, 100万 municipal) |",
        "test_sentences_measures.test_a_carrier_is_met_at_30_percent_up_to_its_recognition",
    ),
    (
        "| `carrier-startup` | 三（八） | enterprise registered on or after `new_since` | "
        "`in_carrier`, `granted_before` | 10万, once |",
        "test_sentences_measures.test_a_startup_in_a_carrier_is_worth_10_wan_once "
        "test_sentences_measures.test_a_startup_was_registered_on_or_after_new_since",
    ),
    (
        "| `showcase` | 三（九） | any | `self_used_rent` (> 0), `fit_out_cost`, "
        "`running_cost` (one year) | min(50% of *their sum*, 200万) |",
        "test_sentences_measures.test_a_showcase_is_met_at_50_percent_of_the_sum_up_to_200_wan",
    ),
    (
        "| `event-host` | 三（十） | any | `event_spend` | min(50% of *event_spend*, 200万) |",
        "test_sentences_measures.test_an_event_is_met_at_50_percent_up_to_200_wan",
    ),
    (
        "| `exhibition` | 三（十） | any | `registration_fee`, `booth_fee`, `build_fee`, "
        "`granted_before` (within the 总额) | min(50% of *their sum*, 20万 − granted_before); "
        "0 left: ineligible |",
        "test_sentences_measures.test_an_exhibitor_is_met_at_50_percent_of_the_sum_up_to_what_is_left_of_20_wan "
        "test_sentences_measures.test_an_exhibitor_with_nothing_left_is_refused_whatever_else_is_unknown",
    ),
    (
        "| `major-project` | 三（十一） | any | `leading_group_decision`, `decided_amount` | "
        "decided_amount |",
        "test_sentences_measures.test_a_major_project_is_worth_what_was_decided",
    ),
    (
        '"Once": `granted_before` above zero is ineligible.',
        "test_sentences_measures.test_once_means_nothing_was_granted_before",
    ),
    (
        "A yes/no fact that is false, a `recognised_by` of `none`, an amount that must be "
        "above zero and is not: ineligible.",
        "test_sentences_measures.test_a_no_a_none_and_a_zero_refuse "
        "test_sentences_measures.test_no_open_project_is_no_reason_to_refuse",
    ),
    (
        "`qualification` and the levels that qualify: `secret-integration` 甲 · `cs` CS4 CS5 · "
        "`itss` 一 二 (一 is the highest) · `cmmi` 3 4 5 (others of the family are known "
        "values and ineligible: 乙; CS1–CS3; 三 四; 1 2) · and, with no level (one given is "
        "ignored), `icp-licence` `cisp` `ccrc` `cesscn` `llm-filing` `publishing-licence` "
        "`av-licence`.",
        "test_sentences_measures.test_the_listed_levels_qualify_and_the_others_of_the_family_do_not "
        "test_sentences_measures.test_a_level_of_another_family_is_not_known "
        "test_sentences_measures.test_a_qualification_without_levels_ignores_one",
    ),
]
