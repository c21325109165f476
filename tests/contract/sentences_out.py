"""The sentences of “Out” and “Many at once”, each with the tests that hold it."""

TESTS: list[tuple[str, str]] = [
    (
        "`status`: `ineligible` (some condition is known to fail) before `incomplete` (a fact "
        "is absent) before `verify` (an officer must look: a breach that counts, a field of "
        "`other`, an open project) before `eligible`.",
        "test_sentences_out.test_a_known_failure_comes_before_an_absent_fact "
        "test_sentences_out.test_an_absent_fact_comes_before_a_doubt "
        "test_sentences_out.test_a_doubt_comes_before_eligible "
        "test_sentences_out.test_a_known_failure_comes_before_a_doubt "
        "test_sentences_out.test_an_officer_must_look_at_a_breach_a_field_of_other_and_an_open_project",
    ),
    (
        "What only people can judge (认定, 有较强的创新能力, 有影响力 …) is listed in the "
        "steps and never changes the status;",
        "test_sentences_out.test_a_judgement_of_people_never_changes_the_status "
        "test_sentences_out.test_what_only_people_can_judge_is_listed_in_the_steps "
        "test_steps.test_a_measure_with_a_judgement_lists_it_without_deciding",
    ),
    (
        "no answer is an entitlement.",
        "test_sentences_out.test_no_answer_speaks_of_an_entitlement",
    ),
    (
        "`missing`: every absent fact, sorted, whatever the status: the measure's own, `level` "
        "where the qualification has levels, and `kind`, `registered_on`, `field`, `breaches`.",
        "test_sentences_out.test_missing_lists_every_absent_fact_sorted "
        "test_sentences_out.test_missing_is_told_whatever_the_status "
        "test_sentences_out.test_a_level_is_missing_only_where_the_qualification_has_levels "
        "test_sentences_out.test_where_it_is_is_never_missing",
    ),
    (
        "`ceiling`: 测算上限, rounded down to the fen;",
        "test_sentences_out.test_a_ceiling_is_rounded_down_to_the_fen "
        "test_sentences_out.test_a_ceiling_of_nothing_is_still_eligible",
    ),
    (
        "`0.00` if ineligible, null if incomplete.",
        "test_sentences_out.test_a_ceiling_is_zero_if_ineligible_and_null_if_incomplete",
    ),
    (
        "`payable`: the ceiling after 从高不重复.",
        "test_sentences_out.test_the_payable_is_the_ceiling_after_overlap",
    ),
    (
        "`instalments`: equal parts of `payable`, earlier parts larger by at most a fen;",
        "test_sentences_out.test_instalments_are_equal_with_earlier_ones_larger_by_a_fen "
        "test_sentences_out.test_one_payment_is_one_instalment",
    ),
    (
        "none if it is zero or null.",
        "test_sentences_out.test_there_is_no_instalment_of_nothing",
    ),
    (
        "`steps`: the reasoning in Chinese, each step with its clause, the figures put in, the "
        "limit that binds, and the sentence that refuses;",
        "test_sentences_out.test_the_steps_are_in_chinese "
        "test_steps.test_every_printed_step_begins_with_its_clause "
        "test_steps.test_an_amount_step_shows_every_cost_put_in "
        "test_steps.test_an_amount_step_shows_the_limit_of_the_text "
        "test_steps.test_an_amount_step_shows_the_rate_of_the_text "
        "test_steps.test_a_refused_claim_quotes_the_official_sentence_that_refuses "
        "test_steps.test_a_refusal_names_the_clause_and_the_sentence",
    ),
    (
        "at least one for each condition, one for the amount, one for overlap where declared.",
        "test_steps.test_each_condition_has_a_step "
        "test_steps.test_a_claim_of_which_nothing_is_known_has_no_fewer_steps "
        "test_steps.test_a_payable_claim_has_one_amount_step_and_its_last_figure_is_the_ceiling "
        "test_steps.test_declared_support_has_one_overlap_step_and_its_last_figure_is_the_payable",
    ),
    (
        "A day outside 2025-01-01…2026-12-31: ineligible.",
        "test_sentences_out.test_a_day_outside_the_policy_is_ineligible",
    ),
    (
        "Bad input (an unknown measure, key or value; bad money or date; broken JSON): that "
        'line\'s answer is `{"id": …, "error": "…"}` (id null where there is none), in Chinese, '
        "naming the field by its identifier, the value, why, and what would do;",
        "test_sentences_out.test_bad_input_is_answered_by_an_error_with_field_and_value "
        "test_sentences_out.test_an_error_says_what_would_do "
        "test_sentences_out.test_broken_json_is_answered_by_an_error_without_an_id "
        "test_bad_input.test_its_error_names_the_field_and_the_value_in_chinese",
    ),
    (
        "the others are still answered;",
        "test_sentences_out.test_the_others_are_still_answered_and_the_exit_status_is_1_else_0 "
        "test_bad_input.test_the_good_line_after_it_is_answered",
    ),
    (
        "the exit status is then 1, else 0.",
        "test_sentences_out.test_the_others_are_still_answered_and_the_exit_status_is_1_else_0 "
        "test_cases.test_the_command_answers_all_204_cases_and_exits_0",
    ),
    (
        "`duixian match IN.parquet OUT.parquet` answers every measure for every row with the "
        "default parameters, mode `grant`.",
        "test_match.test_every_cell_equals_the_oracle_to_the_fen "
        "test_match.test_every_measure_meets_every_status_in_the_sample",
    ),
    (
        "IN: `id` string, `on` date, `kind`, `registered_on` date, `arrived_on` date, `field`, "
        "`breached_on` date (the latest unrepaired breach on or before `on`, none confirmed; "
        "null: none), and a column `<measure>__<fact>` for each fact (`-` as `_`; money int64 "
        "fen; a null or an absent column is an absent fact).",
        "test_match.test_every_cell_equals_the_oracle_to_the_fen "
        "test_match.test_an_absent_column_is_an_absent_fact "
        "test_match.test_with_nothing_but_an_id_and_a_day_only_what_needs_no_fact_is_decided",
    ),
    (
        "OUT: the same `id`s in the same order, and for each measure `<measure>__status` "
        "(string) and `<measure>__ceiling` (int64 fen, null if incomplete).",
        "test_match.test_the_ids_are_the_same_in_the_same_order "
        "test_match.test_the_order_holds_over_many_row_groups_and_fields "
        "test_match.test_the_columns_out_are_the_id_and_two_for_each_measure "
        "test_match.test_statuses_are_strings_and_ceilings_are_whole_fen",
    ),
    (
        "Equal to `assess` for each row, to the fen.",
        "test_match.test_every_cell_equals_the_oracle_to_the_fen",
    ),
    (
        "A cell that `assess` would refuse (a negative amount, an unknown choice) stops the "
        "run: no OUT, the row's id, the column and the value in the message, exit 1.",
        "test_match.test_a_cell_that_assess_would_refuse_stops_the_run",
    ),
]
