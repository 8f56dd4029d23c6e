namespace Compensation.Rules.Plans.Documents;

/// <summary>What every form of bonus has.</summary>
public abstract class BonusDocument : Document
{
    /// <summary>The head that it was written with: the form itself or a preset (<c>unilevel</c>, <c>binary</c>, <c>pool</c> …).</summary>
    public string Head { get; set; } = "";

    /// <summary>The bonus's name, written after its head: <c>- unilevel: Team commission</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who may receive it. Who may not is explained with the failed requirement; the amount stays with the company.</summary>
    [Key("receives", Example = "[active, rank >= Director]")]
    public IList<Formula> Receives { get; set; } = [];

    /// <summary>When an earned amount may be paid out. Until then it accrues from period to period and is released in the first period in which this
    /// holds.</summary>
    [Key("payable when", Example = "active customers >= 5")]
    public IList<Formula> PayableWhen { get; set; } = [];

    /// <summary>The most that one seller gets from this bonus in a period.</summary>
    [Key("cap")]
    public BonusCapDocument? Cap { get; set; }

    /// <summary>Each single line is at most this.</summary>
    [Key("each at most")]
    public Formula? EachAtMost { get; set; }

    /// <summary>A line below this is not paid.</summary>
    [Key("each at least")]
    public Formula? EachAtLeast { get; set; }

    /// <summary>The wallet that it is paid into (<c>cash</c>, <c>product credit</c>, <c>shop</c>).</summary>
    [Key("wallet")]
    public string Wallet { get; set; } = "cash";

    /// <summary>Split and delayed payment. Without it everything is due with the period's payout.</summary>
    [Key("instalments")]
    public IList<InstalmentDocument> Instalments { get; set; } = [];

    /// <summary>Whether a refund after the close takes back its share of what was paid.</summary>
    [Key("clawback")]
    public ClawbackRule Clawback { get; set; }

    /// <summary>The local dates within which periods pay this bonus, as <c>2026-01-01 to 2026-06-30</c> (a promotion).</summary>
    [Key("runs")]
    public string? Runs { get; set; }

    /// <summary>What statements say about it.</summary>
    [Key("title")]
    public string? Title { get; set; }
}

/// <summary>A limit on one bonus.</summary>
[ShortForm("at most")]
public sealed class BonusCapDocument : Document
{
    /// <summary>The most per seller (a formula or a table over the seller's measures).</summary>
    [Key("at most", Required = true, Example = "{ by: rank, Gold: 5000, Diamond: 20000 }")]
    public Table? AtMost { get; set; }

    /// <summary>Other bonuses whose amounts of this period already use up the limit (cross-capping).</summary>
    [Key("counting", Example = "[Base referral]")]
    public IList<Formula> Counting { get; set; } = [];

    /// <summary>Whose amounts add up: each seller's, each source's, or those of all positions of an owner.</summary>
    [Key("per")]
    public CapPer Per { get; set; }
}

/// <summary>Whose amounts a limit adds up.</summary>
public enum CapPer
{
    /// <summary>Each seller who receives.</summary>
    [Word("seller")]
    Seller,

    /// <summary>All positions of one owner together, reduced pro rata.</summary>
    [Word("owner")]
    Owner,

    /// <summary>What one source brings to everybody.</summary>
    [Word("source")]
    Source,

    /// <summary>What one payee gets from one source.</summary>
    [Word("source and seller")]
    SourceAndSeller,

    /// <summary>What one payee gets from one front-line leg.</summary>
    [Word("leg")]
    Leg,

    /// <summary>Everything the company pays.</summary>
    [Word("company")]
    Company,
}

/// <summary>What a refund after the close does to a bonus.</summary>
public enum ClawbackRule
{
    /// <summary>The refunded part of the base takes back its share of the stored amount: cumulative, rounded down, the last part takes the rest.
    /// Nothing is recalculated.</summary>
    [Word("proportional")]
    Proportional,

    /// <summary>Any refund takes back the whole line.</summary>
    [Word("whole")]
    Whole,

    /// <summary>Nothing is taken back.</summary>
    [Word("none")]
    None,
}

/// <summary>One part of a split payment.</summary>
public sealed class InstalmentDocument : Document
{
    /// <summary>The part of the amount; the last instalment takes what rounding leaves.</summary>
    [Key("share", Required = true, Example = "50%")]
    public string Share { get; set; } = "";

    /// <summary>How many months after the pay date.</summary>
    [Key("months later")]
    public int MonthsLater { get; set; }

    /// <summary>How many days after the pay date.</summary>
    [Key("days later")]
    public int DaysLater { get; set; }

    /// <summary>The pay date by the day of the month on which the period ends: rows <c>from 1: 30 this month</c>, <c>from 16: 15 next month</c>.</summary>
    [Key("due", Example = "{ by: day, from 1: 30 this month, from 16: 15 next month }")]
    public Table? Due { get; set; }

    /// <summary>Paid only if this holds in the period in which it falls due; otherwise it is lost.</summary>
    [Key("if")]
    public IList<Formula> If { get; set; } = [];
}

/// <summary>Pays a seller for what they did or are: margins, rebates, fixed sums, marginal blocks, advancement, customer and host rewards.</summary>
/// <remarks>
/// Amount = <c>of</c> × <c>rate</c> × <c>times</c> ÷ <c>divided by</c>, or <c>amount</c>; less the legs'. One line per seller, order or customer.
/// Presets: <c>retail</c> (per order, orders of customers), <c>rebate</c>, <c>fixed</c>, <c>advancement</c> (once per rank, when it is first reached).
/// </remarks>
[Heads("grant", "rebate", "retail", "fixed", "advancement", "stairstep")]
public sealed class GrantDocument : BonusDocument
{
    /// <summary>The base: a formula over the seller. With <c>per: order</c> a volume is that of the order's rows that pay, added up.</summary>
    [Key("of", Example = "BV")]
    public Formula? Of { get; set; }

    /// <summary>The rate on the base: a percentage, or money per unit of a count.</summary>
    [Key("rate", Example = "{ by: group PV, from 300: 6%, from 1500: 9% }")]
    public Table? Rate { get; set; }

    /// <summary>A fixed amount instead of a rate.</summary>
    [Key("amount", Example = "{ by: title, Gold: 600.00, Platinum: 1200.00 }")]
    public Table? Amount { get; set; }

    /// <summary>A further factor.</summary>
    [Key("times")]
    public Table? Times { get; set; }

    /// <summary>A divisor; where it is zero nothing is paid.</summary>
    [Key("divided by")]
    public Formula? DividedBy { get; set; }

    /// <summary>Difference of groups (stairstep, formula A): deducts, for each front-line leg, the leg's own rate on this base of the leg. Never
    /// below zero.</summary>
    [Key("less legs", Example = "group BV")]
    public Formula? LessLegs { get; set; }

    /// <summary>The tree whose legs are deducted.</summary>
    [Key("tree")]
    public string? Tree { get; set; }

    /// <summary>One line per seller, per order, or per customer.</summary>
    [Key("per")]
    public SourcePer Per { get; set; }

    /// <summary>Who or what pays: which sellers, customers, or with <c>per: order</c> which orders and which of their rows. A volume is there that of
    /// the whole order (<c>BV >= 50</c>: a minimum order), <c>row.BV</c> that of the single row; an attribute is the row's.</summary>
    [Key("where", Example = "[category is Beauty, BV >= 50]")]
    public IList<Formula> Where { get; set; } = [];

    /// <summary>Who is paid: <c>seller</c>, <c>parent</c>, <c>owner</c>, or an attribute of type seller (a host).</summary>
    [Key("to")]
    public string To { get; set; } = "seller";

    /// <summary>How often: in every period, once in a lifetime, or once for each rank. What could not be paid, because the seller may not receive,
    /// is still due.</summary>
    [Key("once")]
    public Once Once { get; set; }

    /// <summary>With <c>once: each rank</c>: ranks that were skipped are paid too, all at once or one per period in order.</summary>
    [Key("skipped ranks")]
    public SkippedRanks SkippedRanks { get; set; }

    /// <summary>With <c>once: each rank</c>: paid after the rank was held in so many periods in a row, counting the first.</summary>
    [Key("held for")]
    public int HeldFor { get; set; } = 1;
}

/// <summary>How often a grant is paid.</summary>
public enum Once
{
    /// <summary>In every period in which it is earned.</summary>
    [Word("every period")]
    EveryPeriod,

    /// <summary>The first time only.</summary>
    [Word("in a lifetime")]
    InALifetime,

    /// <summary>The first time that each rank is reached.</summary>
    [Word("each rank")]
    EachRank,
}

/// <summary>What happens to the advancement of ranks that were skipped.</summary>
public enum SkippedRanks
{
    /// <summary>Only the rank reached is paid.</summary>
    [Word("not paid")]
    NotPaid,

    /// <summary>All at once.</summary>
    [Word("paid at once")]
    PaidAtOnce,

    /// <summary>One each period, in order.</summary>
    [Word("one per period")]
    OnePerPeriod,
}

/// <summary>What one source of a bonus is.</summary>
public enum SourcePer
{
    /// <summary>A seller's total.</summary>
    [Word("seller")]
    Seller,

    /// <summary>A whole order: all rows with its id that are credited to the seller, however many, are one source and one line. Only where the rate asks
    /// about something in which rows differ (a category), the rows of each value are a line of their own.</summary>
    [Word("order")]
    Order,

    /// <summary>A customer's total.</summary>
    [Word("customer")]
    Customer,
}

/// <summary>Pays the upline along a tree for what a source brings.</summary>
/// <remarks>
/// At each ancestor five separate questions are asked: does a level begin here, who may receive, at what rate, less what, and where does it end.
/// In its formulas a name means the ancestor; <c>source.</c> means the seller who brought the value, <c>parent.</c> the ancestor's own parent,
/// <c>order.</c> the order, <c>row.</c> its row;
/// <c>level</c>, <c>generation</c>, <c>offered</c> (the ancestor's rate) and <c>granted</c> (the rate granted below on this path) are numbers.
/// Presets: <c>unilevel</c>, <c>matrix</c>, <c>fast start</c>, <c>matching</c>; <c>differential</c> (<c>less: rates below</c>, <c>starts: self</c>);
/// <c>generations</c>; <c>infinity</c>; <c>override</c>.
/// </remarks>
[Heads("walk", "unilevel", "matrix", "fast start", "matching", "differential", "generations", "infinity", "override", "sponsor")]
public sealed class WalkDocument : BonusDocument
{
    /// <summary>What a source brings: a volume, a measure, or <c>earnings from Team bonus</c>.</summary>
    [Key("of", Required = true, Example = "CV")]
    public Formula? Of { get; set; }

    /// <summary>A factor on the base (a broad percentage, a package).</summary>
    [Key("times", Example = "40%")]
    public Table? Times { get; set; }

    /// <summary>One source per seller, or per order (for rates that depend on the order, or lines per order).</summary>
    [Key("per")]
    public SourcePer Per { get; set; }

    /// <summary>Which sources bring anything; with <c>per: order</c> which orders and which of their rows.</summary>
    [Key("where", Example = "days since enrolled < 60")]
    public IList<Formula> Where { get; set; } = [];

    /// <summary>The tree to walk; the default is the plan's first.</summary>
    [Key("tree")]
    public string? Tree { get; set; }

    /// <summary>Where the walk starts: with the source's parent, or with the source itself as level 0.</summary>
    [Key("starts")]
    public WalkStart Starts { get; set; }

    /// <summary>The tree in which the first step is taken (a pass-up tree), before the walk goes on in <c>tree</c>.</summary>
    [Key("first step in")]
    public string? FirstStepIn { get; set; }

    /// <summary>Where a level begins.</summary>
    [Key("levels")]
    public LevelsDocument Levels { get; set; } = new();

    /// <summary>Where a generation ends; with it, the rate's list is by generation.</summary>
    [Key("generation")]
    public GenerationDocument? Generation { get; set; }

    /// <summary>How many levels (or generations) a payee may be paid: a number or a table over the payee. Beyond it the payee gets nothing; the level
    /// counts all the same.</summary>
    [Key("depth", Example = "{ by: rank, Consultant: 1, Manager: 2 }")]
    public Table? Depth { get; set; }

    /// <summary>At what rate.</summary>
    [Key("rate", Example = "[5%, 3%, 2%]")]
    public Table? Rate { get; set; }

    /// <summary>A fixed amount per source instead of a rate.</summary>
    [Key("amount", Example = "[10, 5, 2]")]
    public Table? Amount { get; set; }

    /// <summary>What is deducted from the rate.</summary>
    [Key("less")]
    public WalkLess Less { get; set; }

    /// <summary>Whether somebody below with an equal or higher rate blocks the payee altogether.</summary>
    [Key("blocked by")]
    public WalkBlock BlockedBy { get; set; }

    /// <summary>Whose rates count as granted below.</summary>
    [Key("counting")]
    public WalkCounting Counting { get; set; }

    /// <summary>The rate that already counts as granted before the first ancestor (the source's own rebate).</summary>
    [Key("granted at first", Example = "source.personal rate")]
    public Formula? GrantedAtFirst { get; set; }

    /// <summary>The sum of rates on one path is never more than this; what is left goes to the ancestor who reaches it.</summary>
    [Key("total", Example = "20%")]
    public string? Total { get; set; }

    /// <summary>With <c>less: rates below</c>: at least this rate where the difference is smaller (a minimum for equal ranks).</summary>
    [Key("at least")]
    public Table? AtLeast { get; set; }

    /// <summary>A share that is set aside for the source's direct parent, counted as granted but not paid here.</summary>
    [Key("reserve")]
    public ReserveDocument? Reserve { get; set; }

    /// <summary>Ends the walk at an ancestor who meets this, after the ancestor was served.</summary>
    [Key("ends at", Example = "rank >= Diamond")]
    public IList<Formula> EndsAt { get; set; } = [];

    /// <summary>The base of each further payment is the amount of the one before (commission on commission).</summary>
    [Key("cascade")]
    public bool Cascade { get; set; }

    /// <summary>What happens to the share of an ancestor who may not receive: lost, or passed up to the next who may and whose rate is the same or
    /// higher.</summary>
    [Key("not received")]
    public NotReceived NotReceived { get; set; }
}

/// <summary>Where a walk starts.</summary>
public enum WalkStart
{
    /// <summary>With the source's parent, as level 1.</summary>
    [Word("parent")]
    Parent,

    /// <summary>With the source itself, as level 0 whether or not a level begins there.</summary>
    [Word("self")]
    Self,
}

/// <summary>What is deducted from a walk's rate.</summary>
public enum WalkLess
{
    /// <summary>Nothing: everybody gets their full rate.</summary>
    [Word("nothing")]
    Nothing,

    /// <summary>The highest rate granted below on this path (differential).</summary>
    [Word("rates below")]
    RatesBelow,
}

/// <summary>What blocks a payee.</summary>
public enum WalkBlock
{
    /// <summary>Nothing.</summary>
    [Word("nobody")]
    Nobody,

    /// <summary>Somebody below with the same or a higher rate.</summary>
    [Word("same or higher")]
    SameOrHigher,

    /// <summary>Somebody below with the same rate.</summary>
    [Word("same")]
    Same,

    /// <summary>Somebody below with a higher rate.</summary>
    [Word("higher")]
    Higher,
}

/// <summary>Whose rates count as granted.</summary>
public enum WalkCounting
{
    /// <summary>Everybody's at whom a level begins, paid or not.</summary>
    [Word("everyone")]
    Everyone,

    /// <summary>Only those of ancestors who may receive.</summary>
    [Word("receivers")]
    Receivers,
}

/// <summary>What happens to a share that is not received.</summary>
public enum NotReceived
{
    /// <summary>It stays with the company (breakage).</summary>
    [Word("lost")]
    Lost,

    /// <summary>It goes to the next ancestor who may receive and whose own rate is the same or higher, besides what that one gets anyway.</summary>
    [Word("passes up")]
    PassesUp,
}

/// <summary>A share set aside for the source's direct parent; a parent who is passed over gets none.</summary>
public sealed class ReserveDocument : Document
{
    /// <summary>The share.</summary>
    [Key("share", Required = true, Example = "5%")]
    public string Share { get; set; } = "";

    /// <summary>When it is set aside (over the parent; <c>offered</c> and <c>granted</c> may be used).</summary>
    [Key("when", Example = "offered <= granted")]
    public IList<Formula> When { get; set; } = [];
}

/// <summary>Where a level begins, and what an ancestor at whom none begins does to the count (compression).</summary>
[ShortForm("when")]
public sealed class LevelsDocument : Document
{
    /// <summary>An ancestor opens a level if this holds; every ancestor does without it. With <c>level</c> in it, each level looks on for the next
    /// ancestor qualified for that level.</summary>
    [Key("when", Example = "active")]
    public IList<Formula> When { get; set; } = [];

    /// <summary>What happens at an ancestor who does not.</summary>
    [Key("otherwise")]
    public LevelOtherwise Otherwise { get; set; }

    /// <summary>The first level that is counted, by leaving out so many ancestors at first.</summary>
    [Key("skip first")]
    public int SkipFirst { get; set; }

    /// <summary>Downline compression: a <em>source</em> who does not meet this brings nothing and takes no level; deeper sources move up.</summary>
    [Key("sources")]
    public IList<Formula> Sources { get; set; } = [];
}

/// <summary>What an ancestor does at whom no level begins.</summary>
public enum LevelOtherwise
{
    /// <summary>Passed over; the level goes to the next ancestor (dynamic compression).</summary>
    [Word("skip")]
    Skip,

    /// <summary>The level is used up and its amount stays with the company (no compression).</summary>
    [Word("use up")]
    UseUp,
}

/// <summary>How generations are counted.</summary>
/// <remarks>
/// A generation ends at a boundary: an ancestor who meets <c>ends at</c>. A payee's generation is the number of boundaries passed on the way up from
/// the source,
/// plus one when <c>numbered from</c> is 1: then the first boundary above the source is the payee of generation 1.
/// </remarks>
public sealed class GenerationDocument : Document
{
    /// <summary>Who is a boundary. <c>own rank</c> as the whole text means: whoever has the payee's own rank or a higher one.</summary>
    [Key("ends at", Required = true, Example = "rank >= Director")]
    public IList<Formula> EndsAt { get; set; } = [];

    /// <summary>What a boundary who may not receive does.</summary>
    [Key("ineligible")]
    public IneligibleBoundary Ineligible { get; set; }

    /// <summary>Whether a source who is a boundary has already opened a generation with their own volume.</summary>
    [Key("source counts")]
    public bool SourceCounts { get; set; }

    /// <summary>The number of the first generation: 1, or 0 where one's own group is generation 0 and generation 1 begins behind the first boundary.</summary>
    [Key("numbered from")]
    public int NumberedFrom { get; set; } = 1;

    /// <summary>Whether only boundaries are paid (the usual case), or every ancestor by the generation they see.</summary>
    [Key("pays")]
    public GenerationPays Pays { get; set; }
}

/// <summary>What a boundary who may not receive does to the count.</summary>
public enum IneligibleBoundary
{
    /// <summary>Still ends a generation and uses up its number.</summary>
    [Word("ends it")]
    EndsIt,

    /// <summary>Is not a boundary and uses up no number: invisible.</summary>
    [Word("invisible")]
    Invisible,

    /// <summary>Is not a boundary, but the number is used up: the next payee is one generation further.</summary>
    [Word("uses number")]
    UsesNumber,
}

/// <summary>Who is paid by generation.</summary>
public enum GenerationPays
{
    /// <summary>Boundaries only.</summary>
    [Word("boundaries")]
    Boundaries,

    /// <summary>Every ancestor who may receive.</summary>
    [Word("everyone")]
    Everyone,
}
