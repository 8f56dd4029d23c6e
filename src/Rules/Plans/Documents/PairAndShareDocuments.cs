namespace Compensation.Rules.Plans.Documents;

/// <summary>Pays a seller for the balance of two or more legs of a tree (binary).</summary>
/// <remarks>
/// Order of work, each step optional: carry in, add the period's volume, cut each leg (<c>leg at most</c>), match (<c>pays</c>), cap the payment,
/// consume, keep or flush what is left.
/// Among more than two legs <c>stronger</c> is the strongest, and the weaker leg is the weakest: what is matched is there in every leg.
/// Presets: <c>binary</c>.
/// </remarks>
[Heads("pair", "binary")]
public sealed class PairDocument : BonusDocument
{
    /// <summary>The tree with named legs; the default is the first that has them.</summary>
    [Key("tree")]
    public string? Tree { get; set; }

    /// <summary>What the legs bring: the sum of this over each leg's organisation. A seller's own value is in no leg of theirs.</summary>
    [Key("of", Required = true, Example = "PV")]
    public Formula? Of { get; set; }

    /// <summary>Attributes or measures with volume to add to each named leg directly (a starting balance, a promotion), by leg name.</summary>
    [Key("added")]
    public IDictionary<string, Formula> Added { get; set; } = new Dictionary<string, Formula>();

    /// <summary>Before matching, each leg is cut to this.</summary>
    [Key("leg at most", Example = "5000")]
    public Formula? LegAtMost { get; set; }

    /// <summary>A percentage of the matched (weaker) volume.</summary>
    [Key("percent", Example = "{ by: rank, Silver: 8%, Gold: 10% }")]
    public Table? Percent { get; set; }

    /// <summary>Whole cycles: so much of each leg pays so much. The first entry whose condition holds is used for all of them.</summary>
    [Key("cycles")]
    public IList<CycleDocument> Cycles { get; set; } = [];

    /// <summary>When it is judged which leg is the strong one of a cycle that takes more of one leg than of the other (2:1, 1/3-2/3).</summary>
    [Key("strong leg")]
    public StrongLeg StrongLeg { get; set; }

    /// <summary>A table of balanced volume: the highest row that the weaker leg reaches is paid, as an amount; only that row's volume is consumed.</summary>
    [Key("table", Example = "{ from 250: 40, from 500: 100 }")]
    public IDictionary<string, string> Table { get; set; } = new Dictionary<string, string>();

    /// <summary>Which leg is paid on.</summary>
    [Key("on")]
    public PairOn On { get; set; }

    /// <summary>The payment is reduced in the ratio of the weaker to the stronger leg.</summary>
    [Key("volume ratio")]
    public bool VolumeRatio { get; set; }

    /// <summary>What happens to volume that was not matched.</summary>
    [Key("unused")]
    public Unused Unused { get; set; }

    /// <summary>What matching takes away from the legs.</summary>
    [Key("consumes")]
    public Consumes Consumes { get; set; }

    /// <summary>The most that each leg carries over.</summary>
    [Key("carry at most", Example = "5000")]
    public Formula? CarryAtMost { get; set; }

    /// <summary>Carried volume expires after so many periods without being matched; oldest is matched first.</summary>
    [Key("carry expires after")]
    public int CarryExpiresAfter { get; set; }

    /// <summary>All volume, carried and new, is flushed in a period in which this holds.</summary>
    [Key("flush when", Example = "not active")]
    public IList<Formula> FlushWhen { get; set; } = [];

    /// <summary>When the cap is reached: keep what was not paid for, or flush all volume.</summary>
    [Key("on cap")]
    public OnCap OnCap { get; set; }

    /// <summary>What a seller who may not receive does with the volume: it stays, or it is consumed unpaid, or flushed.</summary>
    [Key("not received")]
    public PairNotReceived NotReceived { get; set; }

    /// <summary>The most cycles in a period.</summary>
    [Key("cycles at most", Example = "25")]
    public Formula? CyclesAtMost { get; set; }

    /// <summary>Keep carried volume by order, so that a refund after the close gives back exactly what it was matched with.</summary>
    [Key("lots")]
    public bool Lots { get; set; }
}

/// <summary>A cycle: what it takes from the legs and what it pays.</summary>
public sealed class CycleDocument : Document
{
    /// <summary>How much of the stronger and of the weaker leg (of every other leg, where there are more) one cycle takes.</summary>
    [Key("takes", Required = true, Example = "[200, 200]")]
    public IList<string> Takes { get; set; } = [];

    /// <summary>What one cycle pays: an amount, or a table over the seller.</summary>
    [Key("pays", Required = true, Example = "20.00")]
    public Table? Pays { get; set; }

    /// <summary>Which sellers and balances it is for; <c>stronger</c> and <c>weaker</c> are the legs' volumes.</summary>
    [Key("when", Example = "stronger >= 2 * weaker")]
    public IList<Formula> When { get; set; } = [];

    /// <summary>Whether only the seller's first cycle ever is of this kind (first pair 2:1). Legs that do not reach it wait for it.</summary>
    [Key("first only")]
    public bool FirstOnly { get; set; }
}

/// <summary>When the strong leg of a cycle is judged.</summary>
public enum StrongLeg
{
    /// <summary>Before each cycle, whichever way round the legs stand at that moment: 260 on the left and 200 on the right, a cycle of 200 and 100 leaves
    /// 60 and 100, and the right leg is the strong one of the next. Of equal legs it is the one named first.</summary>
    [Word("before each cycle")]
    BeforeEachCycle,

    /// <summary>Once, before the first cycle of the period: that leg gives the larger part to all of them.</summary>
    [Word("once")]
    Once,
}

/// <summary>Which leg a pair bonus pays on.</summary>
public enum PairOn
{
    /// <summary>The weaker leg.</summary>
    [Word("weaker")]
    Weaker,

    /// <summary>The difference of stronger and weaker, as some vendor documentation has it.</summary>
    [Word("difference")]
    Difference,

    /// <summary>All legs but the strongest; matching takes the whole of them, and as much of the strongest.</summary>
    [Word("all but strongest")]
    AllButStrongest,
}

/// <summary>What happens to unmatched volume.</summary>
public enum Unused
{
    /// <summary>Carried to the next period.</summary>
    [Word("carried")]
    Carried,

    /// <summary>Lost at the end of each period: both legs start at zero.</summary>
    [Word("flushed")]
    Flushed,
}

/// <summary>What matching takes away.</summary>
public enum Consumes
{
    /// <summary>What was matched, from every leg.</summary>
    [Word("matched")]
    Matched,

    /// <summary>Only what was paid for: a cap leaves the rest of the matched volume in the legs, and what pays nothing leaves all of it.</summary>
    [Word("paid")]
    Paid,

    /// <summary>Nothing.</summary>
    [Word("nothing")]
    Nothing,

    /// <summary>The weaker leg wholly from the stronger, everything of the weaker.</summary>
    [Word("everything")]
    Everything,
}

/// <summary>What reaching the cap does.</summary>
public enum OnCap
{
    /// <summary>Nothing beyond the cap itself.</summary>
    [Word("keep")]
    Keep,

    /// <summary>All volume of both legs is lost.</summary>
    [Word("flush")]
    Flush,
}

/// <summary>What happens to the volume of a seller who may not receive.</summary>
public enum PairNotReceived
{
    /// <summary>It stays, as if there had been no match.</summary>
    [Word("kept")]
    Kept,

    /// <summary>It is matched and consumed, but not paid.</summary>
    [Word("consumed")]
    Consumed,

    /// <summary>It is lost.</summary>
    [Word("flushed")]
    Flushed,
}

/// <summary>Divides a fund among those who qualify (pool).</summary>
/// <remarks>The parts always sum to the fund (largest remainder; equal remainders go to who joined first), unless <c>rounds</c> says otherwise.
/// Preset: <c>pool</c>.</remarks>
[Heads("share", "pool")]
public sealed class ShareDocument : BonusDocument
{
    /// <summary>The fund: an amount or a formula over the company, such as <c>2% * company CV</c>.</summary>
    [Key("fund", Required = true, Example = "2% * company CV")]
    public Formula? Fund { get; set; }

    /// <summary>The weight of each participant: <c>1</c> for equal shares, points, a volume, or a table by rank.</summary>
    [Key("by", Example = "{ by: rank, Ruby: 1, Diamond: 3 }")]
    public Table? By { get; set; }

    /// <summary>The most that a participant's weight counts for.</summary>
    [Key("weight at most")]
    public Formula? WeightAtMost { get; set; }

    /// <summary>A multiplier per participant.</summary>
    [Key("times")]
    public Table? Times { get; set; }

    /// <summary>Whether multiplied shares are brought back to the size of the fund. Without, the fund can be over-drawn.</summary>
    [Key("normalised")]
    public bool Normalised { get; set; } = true;

    /// <summary>The total weight to divide by, where it is not the sum of the participants' (a company-wide count).</summary>
    [Key("out of")]
    public Formula? OutOf { get; set; }

    /// <summary>How parts are rounded.</summary>
    [Key("rounds")]
    public ShareRounding Rounds { get; set; }
}

/// <summary>How the parts of a fund are rounded.</summary>
public enum ShareRounding
{
    /// <summary>Parts sum to the whole fund.</summary>
    [Word("to the fund")]
    ToTheFund,

    /// <summary>Each part by the plan's rounding; the sum may differ by some units.</summary>
    [Word("each")]
    Each,

    /// <summary>Each part down; the rest stays with the company.</summary>
    [Word("down")]
    Down,
}

/// <summary>Sellers fill a board of fixed width and height; a full board pays its head, splits, and its head may re-enter.</summary>
/// <remarks>
/// Who enters takes the next free position of the board on which their nearest upline of the plan's first tree stands, or else of the first board; who stands
/// on one already takes a further position. Entries are taken in order of time, then of joining. The boards into which a full one splits take its place in the
/// order of boards. Boards are part of the carry.
/// </remarks>
[Heads("board")]
public sealed class BoardDocument : BonusDocument
{
    /// <summary>Positions below each position (2 to 5).</summary>
    [Key("width")]
    public int Width { get; set; } = 2;

    /// <summary>Levels below the head (1 to 4). Two wide and two high has seven positions.</summary>
    [Key("height")]
    public int Height { get; set; } = 2;

    /// <summary>Who enters in this period.</summary>
    [Key("enters", Required = true, Example = "new and PV >= 100")]
    public IList<Formula> Enters { get; set; } = [];

    /// <summary>What a full board pays its head.</summary>
    [Key("pays", Required = true, Example = "500.00")]
    public Table? Pays { get; set; }

    /// <summary>Whether the head enters again, after everybody else who enters in the period.</summary>
    [Key("re-enters")]
    public bool ReEnters { get; set; }
}

/// <summary>A kind of bonus that the language lacks: a C# class registered by name.</summary>
[Heads("custom")]
public sealed class CustomDocument : BonusDocument
{
    /// <summary>The name under which the class is registered.</summary>
    [Key("class", Required = true)]
    public string Class { get; set; } = "";

    /// <summary>What the class is given, by key.</summary>
    [Key("settings")]
    public IDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();
}
