namespace Compensation.Rules.Plans.Documents;

/// <summary>A whole compensation plan: one YAML file, versioned and effective-dated.</summary>
public sealed class PlanDocument : Document
{
    /// <summary>The names whose entries could not be read, in lower case.</summary>
    internal IReadOnlySet<string> Unread { get; set; } = new HashSet<string>();

    /// <summary>The programme's name, as statements show it.</summary>
    [Key("plan", Required = true, Example = "Aurora Unilevel")]
    public string Name { get; set; } = "";

    /// <summary>The version of this text; a published version never changes.</summary>
    [Key("version", Required = true, Example = "3")]
    public int Version { get; set; }

    /// <summary>The first local date on which a period may start under this version.</summary>
    [Key("effective", Required = true, Example = "2026-01-01")]
    public NodaTime.LocalDate Effective { get; set; }

    /// <summary>The ISO 4217 code of the currency that commissions are calculated in.</summary>
    [Key("currency", Required = true, Example = "EUR")]
    public string Currency { get; set; } = "";

    /// <summary>How many decimals a commission line has (0 to 8).</summary>
    [Key("decimals")]
    public int Decimals { get; set; } = 2;

    /// <summary>How each commission line is rounded, once.</summary>
    [Key("rounding")]
    public RoundingWord Rounding { get; set; }

    /// <summary>The IANA time zone in which periods begin and end.</summary>
    [Key("zone", Required = true, Example = "Europe/Berlin")]
    public string Zone { get; set; } = "";

    /// <summary>The periods that are closed and paid.</summary>
    [Key("calendar")]
    public CalendarDocument Calendar { get; set; } = new();

    /// <summary>How long after a period's end its orders may still be recorded; a later one counts in the period in which it is recorded.
    /// <c>none</c>, or a number of days such as <c>14 days</c>.</summary>
    [Key("cutoff", Example = "14 days")]
    public string Cutoff { get; set; } = "none";

    /// <summary>With which event an order begins to count. The instant at which it was placed decides the period all the same, within the cut-off.
    /// A close from CSV files takes no notice: the files hold what counts.</summary>
    [Key("orders count", Example = "when shipped")]
    public OrdersCount OrdersCount { get; set; }

    /// <summary>What else is known of sellers and orders: extra columns of the files, with their types.</summary>
    [Key("attributes")]
    public AttributesDocument Attributes { get; set; } = new();

    /// <summary>The volumes that orders carry, by name. A volume's name in a formula means the seller's own total of the period.</summary>
    [Key("volumes")]
    public IDictionary<string, VolumeDocument> Volumes { get; set; } = new Dictionary<string, VolumeDocument>();

    /// <summary>The trees that sellers stand in, by name. The first is the main one; without this key there is one, <c>enrolment</c>.</summary>
    [Key("trees")]
    public IDictionary<string, TreeDocument> Trees { get; set; } = new Dictionary<string, TreeDocument>();

    /// <summary>Named numbers and conditions per seller, computed once and used by name.</summary>
    [Key("measures")]
    public IDictionary<string, MeasureDocument> Measures { get; set; } = new Dictionary<string, MeasureDocument>();

    /// <summary>The ladder of ranks and what each requires.</summary>
    [Key("ranks")]
    public RanksDocument Ranks { get; set; } = new();

    /// <summary>The bonuses, each one of a few forms. They are computed in the order that their references ask for.</summary>
    [Key("bonuses")]
    public IList<BonusDocument> Bonuses { get; set; } = [];

    /// <summary>Limits over several bonuses, sellers or the whole company, applied in the order written.</summary>
    [Key("caps")]
    public IList<CapDocument> Caps { get; set; } = [];

    /// <summary>How and when earnings are paid out.</summary>
    [Key("payout")]
    public PayoutDocument Payout { get; set; } = new();

    /// <summary>The markets whose law the checker holds the plan against (<c>CN</c>, <c>VN</c>, <c>US</c> …; ISO 3166 codes).</summary>
    [Key("markets", Example = "[DE, VN]")]
    public IList<string> Markets { get; set; } = [];

    /// <summary>What refunds do.</summary>
    [Key("refunds")]
    public RefundsDocument Refunds { get; set; } = new();

    /// <summary>Currencies in which sellers are paid or orders are taken, by ISO code, with the factors frozen for a run.</summary>
    [Key("currencies")]
    public IDictionary<string, CurrencyDocument> Currencies { get; set; } = new Dictionary<string, CurrencyDocument>();

    /// <summary>Anything a reader should know. Not used in the calculation.</summary>
    [Key("notes")]
    public string Notes { get; set; } = "";
}

/// <summary>A rounding rule's words.</summary>
public enum RoundingWord
{
    /// <summary>To the nearest unit, halves away from zero.</summary>
    [Word("half up")]
    HalfUp,

    /// <summary>To the nearest unit, halves to the even one.</summary>
    [Word("half even")]
    HalfEven,

    /// <summary>To the nearest unit, halves towards zero.</summary>
    [Word("half down")]
    HalfDown,

    /// <summary>Cut off (truncated).</summary>
    [Word("toward zero")]
    TowardZero,

    /// <summary>Any part of a unit counts as a whole one.</summary>
    [Word("away from zero")]
    AwayFromZero,
}

/// <summary>The event with which an order begins to count.</summary>
public enum OrdersCount
{
    /// <summary>When it is paid.</summary>
    [Word("when paid")]
    WhenPaid,

    /// <summary>When it is placed, paid or not.</summary>
    [Word("when placed")]
    WhenPlaced,

    /// <summary>When it is shipped, paid or not.</summary>
    [Word("when shipped")]
    WhenShipped,
}

/// <summary>The periods of a plan.</summary>
[ShortForm("every")]
public sealed class CalendarDocument : Document
{
    /// <summary>The kind of period.</summary>
    [Key("every")]
    public CalendarKind Every { get; set; } = CalendarKind.Month;

    /// <summary>The weekday on which weekly and four-week periods start.</summary>
    [Key("starts on")]
    public NodaTime.IsoDayOfWeek StartsOn { get; set; } = NodaTime.IsoDayOfWeek.Monday;

    /// <summary>The first day of one of the periods: needed for four-week periods, where the weekday alone does not say which week.</summary>
    [Key("anchor")]
    public NodaTime.LocalDate? Anchor { get; set; }

    /// <summary>The first days of custom periods, ascending; the last one is the end of the last period.</summary>
    [Key("dates")]
    public IList<NodaTime.LocalDate> Dates { get; set; } = [];
}

/// <summary>Kinds of period.</summary>
public enum CalendarKind
{
    /// <summary>A calendar month, named <c>2026-01</c>.</summary>
    [Word("month")]
    Month,

    /// <summary>A day, named <c>2026-01-31</c>.</summary>
    [Word("day")]
    Day,

    /// <summary>Seven days, named by their first day.</summary>
    [Word("week")]
    Week,

    /// <summary>Twenty-eight days from an anchor, named by their first day.</summary>
    [Word("4 weeks")]
    FourWeeks,

    /// <summary>From the 1st to the 15th and from the 16th to the end of the month, named <c>2026-01-a</c> and <c>2026-01-b</c>.</summary>
    [Word("half month")]
    HalfMonth,

    /// <summary>A calendar quarter, named <c>2026-Q1</c>.</summary>
    [Word("quarter")]
    Quarter,

    /// <summary>A calendar year, named <c>2026</c>.</summary>
    [Word("year")]
    Year,

    /// <summary>From each of the given dates to the next (catalogue periods), named by their first day.</summary>
    [Word("custom")]
    Custom,
}

/// <summary>What is known of sellers and of orders beyond the columns that every file has.</summary>
public sealed class AttributesDocument : Document
{
    /// <summary>Extra columns of <c>sellers.csv</c>, by name.</summary>
    [Key("sellers")]
    public IDictionary<string, AttributeDocument> Sellers { get; set; } = new Dictionary<string, AttributeDocument>();

    /// <summary>Extra columns of <c>orders.csv</c>, by name.</summary>
    [Key("orders")]
    public IDictionary<string, AttributeDocument> Orders { get; set; } = new Dictionary<string, AttributeDocument>();
}

/// <summary>The type of an attribute.</summary>
/// <remarks>Written short: a list is a choice (<c>[Silver, Gold]</c>, in ascending order), a word is a type (<c>number</c>).</remarks>
[ShortForm("is", List = "one of")]
public sealed class AttributeDocument : Document
{
    /// <summary>The kind of value.</summary>
    [Key("is")]
    public AttributeKind Is { get; set; } = AttributeKind.Choice;

    /// <summary>For a choice: the values in ascending order, so that they can be compared.</summary>
    [Key("one of")]
    public IList<string> OneOf { get; set; } = [];

    /// <summary>For a number: how many decimals it has.</summary>
    [Key("decimals")]
    public int Decimals { get; set; }

    /// <summary>The column of the file, where it is not the attribute's name.</summary>
    [Key("column")]
    public string? Column { get; set; }

    /// <summary>The value where the file has none. Without it: zero, no, the first moment, or for a choice none of the values.</summary>
    [Key("default")]
    public string? Default { get; set; }
}

/// <summary>Kinds of attribute.</summary>
public enum AttributeKind
{
    /// <summary>One of a list of values.</summary>
    [Word("choice")]
    Choice,

    /// <summary>A number.</summary>
    [Word("number")]
    Number,

    /// <summary>A number that stands for volume: it may be added to volumes and compared with them.</summary>
    [Word("volume")]
    Volume,

    /// <summary>An amount in the plan's currency.</summary>
    [Word("money")]
    Money,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    [Word("flag")]
    Flag,

    /// <summary>A local date.</summary>
    [Word("date")]
    Date,

    /// <summary>The id of a seller: a host, an owner of several positions.</summary>
    [Word("seller")]
    Seller,

    /// <summary>A rank of the plan's ladder (a rank given, promised or forced by contract).</summary>
    [Word("rank")]
    Rank,
}

/// <summary>A kind of volume.</summary>
/// <remarks>Empty means: the column of <c>orders.csv</c> with the volume's own name, two decimals.</remarks>
[ShortForm("is")]
public sealed class VolumeDocument : Document
{
    /// <summary>The column of <c>orders.csv</c>, where it is not the volume's name (upper and lower case count as the same).</summary>
    [Key("column")]
    public string? Column { get; set; }

    /// <summary>How many decimals the volume has (0 to 8).</summary>
    [Key("decimals")]
    public int? Decimals { get; set; }

    /// <summary>A formula over other volumes and the order's attributes, instead of a column. Rounded half up to the decimals, per order row.</summary>
    [Key("is", Example = "PV * 28%")]
    public Formula? Is { get; set; }

    /// <summary>A factor per order row: a table by category, by market, by currency.</summary>
    [Key("times", Example = "{ by: category, Books: 50%, otherwise: 100% }")]
    public Table? Times { get; set; }

    /// <summary>Which order rows count. Others count as zero.</summary>
    [Key("where", Example = "kind = joining")]
    public IList<Formula> Where { get; set; } = [];

    /// <summary>What the volume is for: only <c>pay</c> volumes enter the payout ratio that the checker and the summary show.</summary>
    [Key("purpose")]
    public VolumePurpose Purpose { get; set; }

    /// <summary>Whether the volume is an amount of the plan's currency rather than points.</summary>
    [Key("money")]
    public bool Money { get; set; }
}

/// <summary>What a volume is for.</summary>
public enum VolumePurpose
{
    /// <summary>Bonuses are a share of it.</summary>
    [Word("pay")]
    Pay,

    /// <summary>It decides activity and ranks, not amounts.</summary>
    [Word("qualify")]
    Qualify,
}

/// <summary>A tree of sellers: one that is recorded, or one derived from another for the period.</summary>
public sealed class TreeDocument : Document
{
    /// <summary>For a recorded tree: the column of <c>sellers.csv</c> with the parent's id. The default is <c>sponsor</c> for the first tree, else
    /// the tree's name.</summary>
    [Key("parent")]
    public string? Parent { get; set; }

    /// <summary>For a recorded tree with positions: the names of the legs in order, found in the column <c>leg</c> (or <c>leg column</c>).</summary>
    [Key("legs", Example = "[left, right]")]
    public IList<string> Legs { get; set; } = [];

    /// <summary>The column of <c>sellers.csv</c> with the leg, where it is not <c>leg</c>.</summary>
    [Key("leg column")]
    public string? LegColumn { get; set; }

    /// <summary>How a seller who has no recorded place finds one in this tree. A close places everybody who is due, in order of joining, and nobody before
    /// their sponsor. A place once given is kept by later closes (<c>places.csv</c>); one that is recorded goes before it. The first tree has no such
    /// rule.</summary>
    [Key("placing")]
    public PlacingDocument? Placing { get; set; }

    /// <summary>For a derived tree: the tree it comes from.</summary>
    [Key("from")]
    public string? From { get; set; }

    /// <summary>Physical compression: only sellers who meet this stay; the others' children move to their nearest kept ancestor.
    /// The volume of a seller who is dropped is found with a measure <c>over: dropped</c>.</summary>
    [Key("keep", Example = "PV >= 50")]
    public IList<Formula> Keep { get; set; } = [];

    /// <summary>Which kept ancestors take over the volume of the dropped (default: the nearest kept one).</summary>
    [Key("volume moves to")]
    public IList<Formula> VolumeMovesTo { get; set; } = [];

    /// <summary>X-up: each seller's first so many recruits, in order of joining, belong to the seller's own sponsor.</summary>
    [Key("pass up", Example = "2")]
    public int? PassUp { get; set; }

    /// <summary>X-up: whether a passed-up recruit who is also among the sponsor's own first is passed on again.</summary>
    [Key("passes on")]
    public bool PassesOn { get; set; } = true;

    /// <summary>Streamline: one line of all sellers in order of joining (those who meet the condition; <c>always</c> for all).</summary>
    [Key("line of")]
    public IList<Formula> LineOf { get; set; } = [];

    /// <summary>Streamline: one line for each value of this choice.</summary>
    [Key("line per")]
    public string? LinePer { get; set; }

    /// <summary>Which moment of a recorded tree decides who is paid on an order: as it stood at the period's end, or when the order was placed. With
    /// <c>order</c>, bonuses that walk the tree or balance its legs go by the moves of the period; measures, and so ranks and conditions, look at the tree at
    /// the period's end all the same.</summary>
    [Key("as of")]
    public TreeMoment AsOf { get; set; }
}

/// <summary>Moments of a tree.</summary>
public enum TreeMoment
{
    /// <summary>As the tree stood at the end of the period.</summary>
    [Word("period end")]
    PeriodEnd,

    /// <summary>As the tree stood when each order was placed, even if it is calculated later.</summary>
    [Word("order")]
    Order,
}

/// <summary>How new sellers are placed.</summary>
[ShortForm("rule")]
public sealed class PlacingDocument : Document
{
    /// <summary>The rule.</summary>
    [Key("rule")]
    public PlacingRule Rule { get; set; }

    /// <summary>How many children one position may have.</summary>
    [Key("width")]
    public int Width { get; set; } = 2;

    /// <summary>How many levels below a position are filled before no place is left (forced matrix); 0 for no limit.</summary>
    [Key("depth")]
    public int Depth { get; set; }

    /// <summary>For <c>weak side</c> and <c>power leg</c>: the volume that decides, one of the orders or a sum of several. A leg of the sponsor has what a
    /// pair bonus on the same tree and of the same volume carried into the period, and what its organisation has ordered in the period before the instant at
    /// which the newcomer joined (or the sponsor, where the sponsor joined later). Refunds of the period count, late ones don't. Of equal legs it is the one
    /// named first.</summary>
    [Key("by")]
    public Formula? By { get; set; }

    /// <summary>How many days a new seller may wait in the holding tank for their sponsor to place them, before the rule does. Whoever waits at a period's
    /// end stands below nobody in this tree, and so does what they have bought: it counts for no leg, then or later.</summary>
    [Key("holding days")]
    public int HoldingDays { get; set; }
}

/// <summary>Rules of placement.</summary>
public enum PlacingRule
{
    /// <summary>Level by level below the sponsor, left to right: the first free place.</summary>
    [Word("level by level")]
    LevelByLevel,

    /// <summary>At the end of the sponsor's leg with less volume: down it, always on that outer side, to the first free place.</summary>
    [Word("weak side")]
    WeakSide,

    /// <summary>At the end of the sponsor's leg with more volume (the power leg), on its outer side.</summary>
    [Word("power leg")]
    PowerLeg,

    /// <summary>At the end of the outermost left leg.</summary>
    [Word("left")]
    Left,

    /// <summary>At the end of the outermost right leg.</summary>
    [Word("right")]
    Right,

    /// <summary>Alternately at the end of the outer left and right legs, in order of joining.</summary>
    [Word("alternate")]
    Alternate,

    /// <summary>Nowhere until somebody places them.</summary>
    [Word("by hand")]
    ByHand,
}

/// <summary>What refunds do. One inside the order's own period simply reduces the order; this is about later ones.</summary>
public sealed class RefundsDocument : Document
{
    /// <summary>A refund counts only within so many days of the order; later ones are refused with an error. 0: no limit.</summary>
    [Key("within days")]
    public int WithinDays { get; set; }

    /// <summary>The volumes from which a late refund is deducted in the period in which it happens (past ranks stay as they were).
    /// Bonuses take back their share by <c>clawback</c> instead, so volumes that bonuses pay on do not belong here.</summary>
    [Key("deducted from", Example = "[QV]")]
    public IList<Formula> DeductedFrom { get; set; } = [];
}

/// <summary>The factors of a currency, frozen with the run.</summary>
public sealed class CurrencyDocument : Document
{
    /// <summary>Units of the plan's volume for one unit of this currency's order value (the volume factor). Used where a volume's <c>times</c> says
    /// <c>volume factor</c>; the order attribute <c>currency</c> names the currency.</summary>
    [Key("volume factor")]
    public string VolumeFactor { get; set; } = "1";

    /// <summary>Units of this currency paid for one unit of the plan's currency (the payout factor, or peg).</summary>
    [Key("payout factor")]
    public string PayoutFactor { get; set; } = "1";

    /// <summary>How many decimals an amount in this currency has.</summary>
    [Key("decimals")]
    public int Decimals { get; set; } = 2;
}
