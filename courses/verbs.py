"""The verbs of objectives, by what they ask of a learner. Pure."""

# The six cognitive processes of the revised taxonomy: Anderson LW, Krathwohl DR, editors. A Taxonomy for Learning,
# Teaching, and Assessing. Longman, 2001. A verb that fits several stands where this field uses it most.
LEVELS = {
    "Remember": "cite define label list locate match name outline quote recall recite recognize record repeat state",
    "Understand": "associate characterize clarify classify convert describe discuss estimate exemplify explain express "
    "give identify illustrate infer interpret paraphrase relate report restate review summarize translate",
    "Apply": "adapt adjust administer apply assist calculate carry collect communicate complete compute conduct "
    "counsel cooperate count demonstrate document drape employ execute follow implement instruct maintain manage "
    "measure modify monitor move obtain operate palpate perform position practice prepare provide refer respond "
    "schedule show sketch solve treat use",
    "Analyze": "analyze attribute break categorize compare connect contrast correlate debate deconstruct deduce "
    "detect determine diagram differentiate discriminate dissect distinguish divide examine inspect integrate "
    "investigate map organize question separate sort trace",
    "Evaluate": "appraise argue assess check choose conclude confirm critique decide defend evaluate grade judge "
    "justify predict prevent prioritize rank rate recommend reflect screen select support test validate verify weigh",
    "Create": "arrange assemble build combine compile compose construct coordinate create design develop devise "
    "draft establish formulate generate hypothesize invent plan produce propose reconstruct revise tailor write",
}
_LEVEL = {verb: level for level, verbs in LEVELS.items() for verb in verbs.split()}


def level(verb: str) -> str:
    """What an objective with this verb asks, "Remember" to "Create". Empty: the verb is none that we know."""
    return _LEVEL.get(verb.lower(), "")
