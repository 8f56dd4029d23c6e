namespace Compensation.Oracle.Tests.Model;

/// <summary>Represents a plan in the oracle's own words; <see cref="PlanText"/> writes it in the plan language.</summary>
internal sealed record PlanModel
{
    public string Rounding { get; init; } = "half up";

    /// <summary>The recorded trees of which that decides which stood when an order was placed.</summary>
    public IReadOnlyList<string> AsOfOrder { get; set; } = [];

    /// <summary>The legs of the tree <c>placement</c>.</summary>
    public IReadOnlyList<string> Legs { get; init; } = ["left", "right"];

    public int Decimals { get; init; } = 2;

    public IReadOnlyList<TreeModel> Trees { get; set; } = [];

    public IReadOnlyList<MeasureModel> Measures { get; set; } = [];

    public IReadOnlyList<RankModel> Ranks { get; set; } = [];

    public bool StepByStep { get; set; }

    public string Title { get; set; } = "kept for life";

    public int DemotedAfter { get; set; } = 1;

    public string DemotedTo { get; set; } = "best of those";

    public int GracePeriods { get; set; }

    public IReadOnlyList<BonusModel> Bonuses { get; set; } = [];

    public IReadOnlyList<CapModel> Caps { get; set; } = [];

    public string? Minimum { get; set; }

    public int DaysAfterCutoff { get; set; }

    public string? WithheldAtMost { get; set; }

    public IReadOnlyList<(string Name, string? Percent, string? Amount)> Fees { get; set; } = [];

    /// <summary>How cash is divided.</summary>
    public IReadOnlyList<(string Name, string Share)> Wallets { get; set; } = [];

    /// <summary>Whether sellers are paid in currencies of their own.</summary>
    public bool PaysCurrencies { get; set; }

    /// <summary>Whether several positions may have one owner.</summary>
    public bool HasOwners { get; set; }

    /// <summary>The volume from which late refunds are deducted.</summary>
    public string? DeductedFrom { get; set; }
}

/// <summary>A tree derived from <c>enrolment</c>.</summary>
internal abstract record TreeModel(string Name);

internal sealed record CompressedTree(string Name, Formula Keep) : TreeModel(Name);

internal sealed record PassUpTree(string Name, int Count, bool PassesOn) : TreeModel(Name);

internal sealed record LineTree(string Name, Formula Of) : TreeModel(Name);

/// <summary>A rank of the ladder.</summary>
internal sealed record RankModel(string Name, IReadOnlyList<Formula> Needs, IReadOnlyList<Formula> Maintain);

/// <summary>A measure in its long form; with <see cref="Is"/> or <see cref="Table"/> in its short one.</summary>
internal sealed record MeasureModel(string Name)
{
    public Formula? Is { get; init; }

    public TableModel? Table { get; init; }

    /// <summary><c>sum</c>, <c>count</c>, <c>highest</c>, <c>lowest</c>, <c>legs</c> or <c>upline</c>.</summary>
    public string What { get; init; } = "sum";

    public Formula? Of { get; init; }

    public string Over { get; init; } = "organisation";

    public Formula? Where { get; init; }

    public Formula? Until { get; init; }

    public bool BoundaryInside { get; init; }

    public string Take { get; init; } = "sum";

    public string? EachAtMost { get; init; }

    public string Tree { get; init; } = "enrolment";

    public int Leg { get; init; } = -1;

    public string? AtMost { get; init; }

    public string? AtLeast { get; init; }

    /// <summary>A window of periods, or of days or months over orders.</summary>
    public string Window { get; init; } = "this period";

    public string Across { get; init; } = "sum";
}

/// <summary>A part of a payment that is due later.</summary>
internal sealed record InstalmentModel(string Share, int MonthsLater, int DaysLater, Formula? If);

/// <summary>What every bonus has.</summary>
internal abstract record BonusModel(string Name)
{
    public IReadOnlyList<Formula> Receives { get; init; } = [];

    public Formula? PayableWhen { get; init; }

    public TableModel? CapAtMost { get; init; }

    public string CapPer { get; init; } = "seller";

    /// <summary>Bonuses that use up the cap before this one.</summary>
    public IReadOnlyList<string> CapCounting { get; init; } = [];

    public string Wallet { get; init; } = "cash";

    public IReadOnlyList<InstalmentModel> Instalments { get; init; } = [];

    public string? EachAtMost { get; init; }

    public string? EachAtLeast { get; init; }

    public string Clawback { get; init; } = "proportional";
}

internal sealed record GrantModel(string Name) : BonusModel(Name)
{
    public Formula? Of { get; init; }

    public TableModel? Rate { get; init; }

    public TableModel? Amount { get; init; }

    public TableModel? Times { get; init; }

    public Formula? LessLegs { get; init; }

    public bool PerOrder { get; init; }

    public Formula? Where { get; init; }

    public bool ToParent { get; init; }

    public string Once { get; init; } = "every period";

    public string SkippedRanks { get; init; } = "not paid";

    public int HeldFor { get; init; } = 1;
}

internal sealed record WalkModel(string Name, Formula Of) : BonusModel(Name)
{
    public bool PerOrder { get; init; }

    public TableModel? Times { get; init; }

    public Formula? Where { get; init; }

    public string Tree { get; init; } = "enrolment";

    public bool StartsAtSelf { get; init; }

    public string? FirstStepIn { get; init; }

    public Formula? When { get; init; }

    public bool UsesUp { get; init; }

    public int SkipFirst { get; init; }

    public Formula? Sources { get; init; }

    public GenerationModel? Generation { get; init; }

    public TableModel? Depth { get; init; }

    public TableModel? Rate { get; init; }

    public TableModel? Amount { get; init; }

    public bool LessRatesBelow { get; init; }

    public string BlockedBy { get; init; } = "nobody";

    public bool CountsReceiversOnly { get; init; }

    public Formula? GrantedAtFirst { get; init; }

    public string? Total { get; init; }

    public string? AtLeast { get; init; }

    public (string Share, Formula When)? Reserve { get; init; }

    public Formula? EndsAt { get; init; }

    public bool Cascade { get; init; }

    public bool PassesUp { get; init; }
}

/// <summary>How generations are counted; without <see cref="EndsAt"/> by the payee's own rank.</summary>
internal sealed record GenerationModel(Formula? EndsAt)
{
    public string Ineligible { get; init; } = "ends it";

    public bool SourceCounts { get; init; }

    public int NumberedFrom { get; init; } = 1;

    public bool PaysEveryone { get; init; }
}

internal sealed record PairModel(string Name, Formula Of) : BonusModel(Name)
{
    public TableModel? Percent { get; init; }

    public IReadOnlyList<CycleModel> Cycles { get; init; } = [];

    public IReadOnlyList<(string From, string Pays)> Table { get; init; } = [];

    public string? LegAtMost { get; init; }

    public string On { get; init; } = "weaker";

    public bool VolumeRatio { get; init; }

    public bool Flushed { get; init; }

    public string Consumes { get; init; } = "matched";

    public string? CarryAtMost { get; init; }

    public int ExpiresAfter { get; init; }

    public Formula? FlushWhen { get; init; }

    public bool FlushOnCap { get; init; }

    public string NotReceived { get; init; } = "kept";

    public int? CyclesAtMost { get; init; }

    public bool Lots { get; init; }

    public bool StrongLegOnce { get; init; }
}

/// <summary>A cycle.</summary>
/// <param name="Takes">What it takes of the stronger and of the weaker legs.</param>
internal sealed record CycleModel(IReadOnlyList<string> Takes, TableModel Pays, Formula? When)
{
    public bool FirstOnly { get; init; }
}

internal sealed record ShareModel(string Name, Formula Fund) : BonusModel(Name)
{
    public TableModel? By { get; init; }

    public TableModel? Times { get; init; }

    public string? WeightAtMost { get; init; }

    public string? OutOf { get; init; }

    public string Rounds { get; init; } = "to the fund";
}

/// <summary>A limit over several bonuses; by <see cref="ReduceBy"/> a reduction of everything.</summary>
internal sealed record CapModel(string Name, string Per)
{
    public TableModel? AtMost { get; init; }

    public string? ReduceBy { get; init; }

    /// <summary>The bonuses that add up; all without any.</summary>
    public IReadOnlyList<string> On { get; init; } = [];

    public string Cuts { get; init; } = "pro rata";

    public string Window { get; init; } = "this period";
}
