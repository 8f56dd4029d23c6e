namespace Compensation.Rules.Plans.Documents;

/// <summary>A limit over bonuses.</summary>
/// <remarks>What a limit takes from a seller it takes from its bonuses in proportion, unless it cuts some of them first; the next limit sees
/// what is left.</remarks>
public sealed class CapDocument : Document
{
    /// <summary>The limit's name; what it takes away shows under it.</summary>
    [Key("cap", Required = true, Example = "Company payout")]
    public string Name { get; set; } = "";

    /// <summary>The bonuses that add up; all of them without it.</summary>
    [Key("on")]
    public IList<Formula> On { get; set; } = [];

    /// <summary>Whose amounts add up. With <c>source</c>, <c>source and seller</c> and <c>leg</c>, of which other limits took
    /// something, each line counts with as large a part as is left of its bonus.</summary>
    [Key("per")]
    public CapPer Per { get; set; }

    /// <summary>The most: a formula or a table over the seller; for <c>per: company</c> a formula over the company, such as <c>60% * company CV</c>.
    /// Either this or <c>reduce by</c> is written.</summary>
    [Key("at most")]
    public Table? AtMost { get; set; }

    /// <summary>What is cut first.</summary>
    [Key("cuts")]
    public CapCuts Cuts { get; set; }

    /// <summary>The span over which amounts add up: <c>this period</c>, <c>month to date</c>, <c>quarter to date</c> or
    /// <c>year to date</c>.</summary>
    [Key("window")]
    public string Window { get; set; } = "this period";

    /// <summary>A fixed reduction of every amount instead of a limit, such as a company-wide pay-cut of <c>5%</c>.</summary>
    [Key("reduce by")]
    public string? ReduceBy { get; set; }
}

/// <summary>What a limit cuts first.</summary>
public enum CapCuts
{
    /// <summary>Everybody in proportion.</summary>
    [Word("pro rata")]
    ProRata,

    /// <summary>The bonuses written last first.</summary>
    [Word("last bonuses first")]
    LastBonusesFirst,

    /// <summary>Those of lower rank first.</summary>
    [Word("lower ranks first")]
    LowerRanksFirst,

    /// <summary>Nothing is cut: the run is marked for review and cannot be approved as it is.</summary>
    [Word("review")]
    Review,
}

/// <summary>How and when earnings are paid out.</summary>
public sealed class PayoutDocument : Document
{
    /// <summary>An amount below this stays on the seller's balance until it is reached.</summary>
    [Key("minimum")]
    public string Minimum { get; set; } = "0";

    /// <summary>How many days after the cut-off earnings are paid.</summary>
    [Key("days after cutoff")]
    public int DaysAfterCutoff { get; set; }

    /// <summary>Divides what goes into <c>cash</c> between wallets, as shares that sum to one: <c>{ cash: 90%, shop: 10% }</c>.</summary>
    [Key("wallets")]
    public IDictionary<string, string> Wallets { get; set; } = new Dictionary<string, string>();

    /// <summary>Charges on each payout, as lines of their own.</summary>
    [Key("fees")]
    public IList<FeeDocument> Fees { get; set; } = [];

    /// <summary>The attribute of sellers that names the currency they are paid in (a choice of the plan's <c>currencies</c>).</summary>
    [Key("currency by")]
    public string? CurrencyBy { get; set; }

    /// <summary>The attribute of sellers that names the owner of several positions; the owner is paid once for all.</summary>
    [Key("owner")]
    public string? Owner { get; set; }

    /// <summary>The most of a payout that is withheld against a negative balance, as a share.</summary>
    [Key("withheld at most")]
    public string WithheldAtMost { get; set; } = "100%";
}

/// <summary>A charge on a payout.</summary>
public sealed class FeeDocument : Document
{
    /// <summary>Its name on the statement.</summary>
    [Key("fee", Required = true)]
    public string Name { get; set; } = "";

    /// <summary>A share of the payout.</summary>
    [Key("percent")]
    public string? Percent { get; set; }

    /// <summary>A fixed amount.</summary>
    [Key("amount")]
    public string? Amount { get; set; }

    /// <summary>Who is charged: a fee of one way of payment. Everybody is without it.</summary>
    [Key("when", Example = "paid by is Wire")]
    public IList<Formula> When { get; set; } = [];
}
