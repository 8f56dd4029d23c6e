using Compensation.Rules.Plans.Reading;

namespace Compensation.Rules.Plans;

/// <summary>A code of findings: what it means, and what to do.</summary>
/// <param name="Code">The stable short code.</param>
/// <param name="Severity">Whether it stops the work.</param>
/// <param name="Meaning">What was found.</param>
/// <param name="Remedy">What to do about it, in general; each finding says it for its own case.</param>
public sealed record FindingCode(string Code, Severity Severity, string Meaning, string Remedy)
{
    private static readonly FindingCode[] OfTheForm =
    [
        Error(ReaderCodes.Yaml, "The text is not YAML.",
            "Correct the line: most often a missing space after a colon, or a text that needs quotes."),
        Error(ReaderCodes.Empty, "The text has no content.", "Write at least plan, version, effective, currency and zone."),
        Error(ReaderCodes.TooLarge, "The text is larger than a plan can be.", "Check that it is the right file."),
        Error(ReaderCodes.TooDeep, "Values are nested deeper than a plan can be.", "Split nested tables into measures."),
        Error(ReaderCodes.TooMany, "There are more errors than are listed.", "Correct those listed first, then check again."),
        Error(ReaderCodes.Anchor, "An anchor or an alias (`&name`, `*name`).",
            "Write the value out, or put a text that begins so into quotes."),
        Error(ReaderCodes.Tag, "A tag (`!name`).", "Leave it out, or put a text that begins so into quotes."),
        Error(ReaderCodes.Documents, "More than one YAML document in the file.", "Put each plan into a file of its own."),
        Error(ReaderCodes.UnknownKey, "A key that is not of the language, or a setting that a custom bonus does not have.",
            "Use the suggested or a listed key."),
        Error(ReaderCodes.DuplicateKey, "A key that was written twice.", "Leave one of them out."),
        Error(ReaderCodes.MissingKey, "Something that must be said was not written.", "Add the key."),
        Error(ReaderCodes.WrongKind, "A list, a mapping or a single value where another of them belongs.",
            "Write it in the form that the message names."),
        Error(ReaderCodes.WrongValue, "A value that can't be read as what belongs here, or that is out of range.",
            "Write a value as the message says."),
        Error(ReaderCodes.UnknownBonus, "A bonus of a kind that does not exist.", "Use the suggested kind."),
        Error(ReaderCodes.BonusHeadFirst, "A bonus whose kind is not its first key.",
            "Begin the bonus with its kind and name."),
        Error(ReaderCodes.TableWithoutBy, "A table with rows that does not say what they are keyed by.", "Add `by`."),
        Error(ReaderCodes.EmptyTable, "A table, a list or a row without content.", "Fill it or leave it out."),
    ];

    private static readonly FindingCode[] OfTheContent =
    [
        Error("calendar-anchor", "A four-week calendar without a fitting first day.",
            "Write the first day of one of the periods as `anchor`."),
        Error("calendar-dates", "Custom periods whose dates are too few or do not ascend.",
            "Write the first days in ascending order."),
        Error("calendar-range", "A date of the calendar that lies too far away.", "Correct the year."),
        Error("formula", "A formula that can't be understood.", "Write it as the reference of formulas shows."),
        Error("unknown-name", "A name that is not declared, or not known in this place.",
            "Use the suggested name, or declare it."),
        Error("unit", "Quantities that do not fit together: a volume and an amount of money, a condition where a number "
            + "belongs.",
            "Compare or add what has the same unit."),
        Error("cycle", "Something that depends on itself.",
            "Break the circle, for instance with the value of the period before."),
        Error("rank-cycle", "A rank with a need that higher ranks of others can undo, so that the ladder might never "
            + "come to rest.",
            "Ask for ranks with 'at least' and '>=' only, or all of them in the downline of one tree, or use 'previous rank'."),
        Error("twice", "Two ranks, bonuses or rows with the same name, or two trees with the same column.",
            "Give each its own."),
        Error("name-taken", "A name that two things share, or that formulas know as a word of their own.",
            "Use another name."),
        Error("shares", "Instalments or wallets that are not one whole together.", "Let the shares sum to 100%."),
        Error("marginal", "Marginal brackets by a quantity that is not the base which they divide.",
            "Let `by` be the base itself, or use whole brackets."),
    ];

    private static readonly FindingCode[] Warnings =
    [
        Warning("calendar-unused", "A key of the calendar that its kind of period does not use.", "Leave it out."),
        Warning("unreachable-rank",
            "A rank that nobody can ever have: its needs contradict each other, or ask for holders of the rank itself, "
            + "or everybody who meets them gets a higher rank.", "Correct the needs, or the order of the ladder."),
        Warning("bracket-gap", "A table that decides money and has no row for some values, which therefore get nothing.",
            "Write `otherwise: 0` if that is meant."),
        Warning("bracket-overlap",
            "Two threshold rows that leave one of them next to nothing, because one says `from` and the other `above`.",
            "Write both alike."),
        Warning("more-pays-less", "A table in which more sales, or a higher rank, pay less.",
            "Let the rows rise, or use marginal brackets."),
        Warning("pays-over-100",
            "More than all of a volume can be paid out. The bound takes the best of every table and every payee as "
            + "qualified; a bonus that every ancestor can earn on the same order has no limit.",
            "Lower rates, limit levels, or cap the company's pay."),
        Warning("pays-for-recruiting", "A bonus for people who join, with no sale behind it.",
            "Pay on volume, or ask for sales of those who join."),
        Warning("never-pays", "A bonus whose conditions can never hold, or whose rates are all zero.",
            "Correct it or leave it out."),
        Warning("over-drawn", "A pool whose multiplied shares can come to more than its fund.",
            "Normalise the shares, or cap the pool."),
        Warning("tree-moment", "Measures over a tree of which the plan asks for the moment of each order: they go by the period's end.",
            "Ask for the tree at the period's end, or let sellers move at the turn of a period."),
        Warning("default-decides", "A key that is not written although plans differ in it and money depends on it.",
            "Write the key, even if its default is meant."),
        Warning("period-total",
            "A rate per order that goes by the name of a volume alone, which is the total of a period.",
            "Write `order.` before the volume for the order's own, or say whose total is meant."),
        Warning("unused", "A volume, an attribute or a measure that nothing uses.",
            "Use it or leave it out; a measure with a `title` is shown on statements."),
        Warning("market-law", "Something that the law of one of the plan's `markets` forbids.",
            "Change the plan for that market. This is no advice of a lawyer."),
    ];

    /// <summary>Every code that the check of a plan can give: errors of form, errors of content, warnings.</summary>
    public static IReadOnlyList<FindingCode> All { get; } = [.. OfTheForm, .. OfTheContent, .. Warnings];

    private static FindingCode Error(string code, string meaning, string remedy) =>
        new(code, Severity.Error, meaning, remedy);

    private static FindingCode Warning(string code, string meaning, string remedy) =>
        new(code, Severity.Warning, meaning, remedy);
}
