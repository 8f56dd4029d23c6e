namespace Compensation.Rules.Plans.Documents;

/// <summary>A named number or condition per seller.</summary>
/// <remarks>
/// Written short, a formula: <c>active: PV >= 100</c>. Written long: what (<c>sum</c>, <c>count</c>, <c>highest</c>, <c>lowest</c>, <c>legs</c>,
/// <c>customers</c>), over whom, under which filter, in which window. Or a table: <c>by</c> with rows.
/// </remarks>
[ShortForm("is")]
public sealed class MeasureDocument : Document
{
    /// <summary>A formula over the seller's own volumes, attributes and measures.</summary>
    [Key("is", Example = "PV >= 100 and status = active")]
    public Formula? Is { get; set; }

    /// <summary>A table of values by something measured.</summary>
    [Key("table", Example = "{ by: rank, Consultant: 1, Manager: 2 }")]
    public Table? Table { get; set; }

    /// <summary>Adds up this formula of each seller in the scope.</summary>
    [Key("sum", Example = "PV")]
    public Formula? Sum { get; set; }

    /// <summary>Counts the sellers in the scope who meet this condition.</summary>
    [Key("count", Example = "active")]
    public Formula? Count { get; set; }

    /// <summary>The highest value of this formula in the scope; zero where the scope is empty.</summary>
    [Key("highest")]
    public Formula? Highest { get; set; }

    /// <summary>The lowest value of this formula in the scope; zero where the scope is empty.</summary>
    [Key("lowest")]
    public Formula? Lowest { get; set; }

    /// <summary>Looks at this formula of the head of each front-line leg (a measure over the organisation makes it the leg's total); <c>take</c> says
    /// what to do with them.</summary>
    [Key("legs", Example = "GV")]
    public Formula? Legs { get; set; }

    /// <summary>Which of the legs, or what of all of them.</summary>
    [Key("take")]
    public LegTake Take { get; set; }

    /// <summary>The most that one leg counts for.</summary>
    [Key("each at most", Example = "80% * 20000")]
    public Formula? EachAtMost { get; set; }

    /// <summary>For a tree with named legs: only the part of the scope that stands in one's own leg of this name.</summary>
    [Key("leg", Example = "left")]
    public string? Leg { get; set; }

    /// <summary>Counts the customers whose orders of the window reach this (a formula over the customer's own order totals, such as <c>PV >= 50</c>).</summary>
    [Key("customers")]
    public Formula? Customers { get; set; }

    /// <summary>Takes this formula of the nearest ancestor that meets <c>where</c>.</summary>
    [Key("upline")]
    public Formula? Upline { get; set; }

    /// <summary>One's place in the list of all sellers of the company who meet <c>where</c>, by this formula from the highest: 1 for the first. Who is as
    /// good as another shares their place, and the next one counts both (1, 1, 3). 0 for who is not in the list.</summary>
    [Key("place", Example = "PV")]
    public Formula? PlaceBy { get; set; }

    /// <summary>Over whom: <c>self</c>, <c>frontline</c>, <c>downline</c> (without oneself), <c>organisation</c> (with oneself), <c>levels 1-3</c>,
    /// <c>recruits</c> (those one enrolled oneself, in the first tree; with <c>leg</c>, those of them who stand anywhere in that leg of <c>tree</c>),
    /// <c>company</c>, <c>owner</c> (all positions of the same owner), or <c>dropped</c> (oneself and those who were compressed into one).</summary>
    [Key("over", Example = "organisation")]
    public string Over { get; set; } = "organisation";

    /// <summary>Which sellers of the scope count; those who do not are still passed through.</summary>
    [Key("where")]
    public IList<Formula> Where { get; set; } = [];

    /// <summary>Who ends the scope: neither they nor anybody below them counts (breakaway).</summary>
    [Key("until", Example = "rank >= Director")]
    public IList<Formula> Until { get; set; } = [];

    /// <summary>Whether the seller who ends the scope counts with their own value.</summary>
    [Key("boundary")]
    public Boundary Boundary { get; set; }

    /// <summary>The tree to look in; the default is the plan's first.</summary>
    [Key("tree")]
    public string? Tree { get; set; }

    /// <summary>When: <c>this period</c>; <c>last 3 periods</c> (this one included); <c>previous period</c>; <c>since joining</c>; <c>month to
    /// date</c>, <c>quarter to date</c>, <c>year to date</c> (a period belongs to the month in which its last day lies);
    /// or, for volumes of orders, <c>last 30 days</c> or <c>60 days from enrolled</c> (any date attribute), <c>2 months from enrolled</c> (the month
    /// itself and so many after it).</summary>
    [Key("window", Example = "last 30 days")]
    public string Window { get; set; } = "this period";

    /// <summary>Over several periods: add them up, or take the highest, the lowest, or how many were not zero.</summary>
    [Key("across")]
    public Across Across { get; set; }

    /// <summary>The result, over the whole window, is at most this.</summary>
    [Key("at most")]
    public Formula? AtMost { get; set; }

    /// <summary>The result, over the whole window, is at least this.</summary>
    [Key("at least")]
    public Formula? AtLeast { get; set; }

    /// <summary>What it stands for, as statements and rank cards show it.</summary>
    [Key("title")]
    public string? Title { get; set; }
}

/// <summary>What to take of the legs.</summary>
public enum LegTake
{
    /// <summary>All of them, added up.</summary>
    [Word("sum")]
    Sum,

    /// <summary>The largest leg.</summary>
    [Word("largest")]
    Largest,

    /// <summary>The second largest leg; zero with fewer than two.</summary>
    [Word("second")]
    Second,

    /// <summary>The third largest leg; zero with fewer than three.</summary>
    [Word("third")]
    Third,

    /// <summary>The smallest leg. In a tree with named legs an empty leg counts, as zero: the weaker leg.</summary>
    [Word("smallest")]
    Smallest,

    /// <summary>All but the largest.</summary>
    [Word("all but largest")]
    AllButLargest,

    /// <summary>All but the two largest.</summary>
    [Word("all but two largest")]
    AllButTwoLargest,

    /// <summary>How many legs are not zero (or, for a condition, meet it).</summary>
    [Word("count")]
    Count,
}

/// <summary>Whether the seller who ends a scope or a generation counts in it.</summary>
public enum Boundary
{
    /// <summary>The seller who ends the scope is outside.</summary>
    [Word("outside")]
    Outside,

    /// <summary>The seller who ends the scope is inside, those below are not.</summary>
    [Word("inside")]
    Inside,
}

/// <summary>How values of several periods become one.</summary>
public enum Across
{
    /// <summary>Added up.</summary>
    [Word("sum")]
    Sum,

    /// <summary>The highest.</summary>
    [Word("highest")]
    Highest,

    /// <summary>The lowest. In <c>last 3 periods</c> a period before the first known one counts as zero, in other windows it does not count.</summary>
    [Word("lowest")]
    Lowest,

    /// <summary>In how many periods it was not zero.</summary>
    [Word("count")]
    Count,
}
