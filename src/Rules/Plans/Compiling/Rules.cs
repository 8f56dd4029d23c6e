using Compensation.Rules.Numbers;
using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;
using NodaTime;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>A rank with its checked requirements.</summary>
/// <param name="Name">The rank's name.</param>
/// <param name="Ordinal">Its place on the ladder, from 1.</param>
/// <param name="Needs">What must all hold.</param>
/// <param name="Maintain">What must all hold instead for who had it before; null where it is the same.</param>
internal sealed record RankRule(string Name, int Ordinal, IReadOnlyList<Expression> Needs, IReadOnlyList<Expression>? Maintain);

/// <summary>What every checked bonus has.</summary>
internal abstract record BonusRule(int Index, BonusDocument Document)
{
    public string Name => Document.Name;

    /// <summary>The single conditions of <c>receives</c>, to explain which one failed.</summary>
    public IReadOnlyList<Expression> Receives { get; init; } = [];

    /// <summary>What must hold for the amount to be paid out.</summary>
    public Expression? PayableWhen { get; init; }

    public CompiledTable? Cap { get; init; }

    public Expression? CapCounting { get; init; }

    public CapPer CapPer { get; init; }

    public Expression? EachAtMost { get; init; }

    public Expression? EachAtLeast { get; init; }

    /// <summary>For each instalment, what must hold when it falls due; null where it is due anyway.</summary>
    public IReadOnlyList<Expression?> InstalmentsIf { get; init; } = [];

    /// <summary>The local dates of a promotion.</summary>
    public (LocalDate From, LocalDate To)? Runs { get; init; }

    /// <summary>What each source brings, for bonuses with sources; a refund is followed to their lines through it.</summary>
    public virtual Expression? Base => null;

    /// <summary>Whether what a source brings is what other bonuses pay it.</summary>
    public bool PaysOnEarnings => Base?.Any(part => part is Column { Key.Kind: ColumnKind.Earnings }) ?? false;

    /// <summary>The decimals of the base of its lines.</summary>
    public int BaseDecimals { get; init; }

    /// <summary>Everything that it is computed from.</summary>
    public abstract IEnumerable<Expression> Reads { get; }

    protected IEnumerable<Expression> CommonReads => Receives.Concat(new[] { PayableWhen, CapCounting, EachAtMost, EachAtLeast }.OfType<Expression>())
        .Concat(Cap?.Expressions ?? []);
}

internal sealed record GrantRule(int Index, GrantDocument Document) : BonusRule(Index, Document)
{
    public new GrantDocument Document { get; } = Document;

    public Expression? Of { get; init; }

    public override Expression? Base => Of;

    public CompiledTable? Rate { get; init; }

    public CompiledTable? Amount { get; init; }

    public CompiledTable? Times { get; init; }

    public Expression? DividedBy { get; init; }

    public Expression? LessLegs { get; init; }

    public int Tree { get; init; }

    public Expression? Where { get; init; }

    /// <summary>The attribute of sellers or orders that names the payee, or -1.</summary>
    public int ToAttribute { get; init; } = -1;

    public bool ToOrderAttribute { get; init; }

    public override IEnumerable<Expression> Reads => CommonReads.Concat(new[] { Of, DividedBy, LessLegs, Where }.OfType<Expression>())
        .Concat(new[] { Rate, Amount, Times }.SelectMany(table => table?.Expressions ?? []));
}

internal sealed record WalkRule(int Index, WalkDocument Document) : BonusRule(Index, Document)
{
    public new WalkDocument Document { get; } = Document;

    public required Expression Of { get; init; }

    public override Expression? Base => Of;

    public CompiledTable? Times { get; init; }

    public Expression? Where { get; init; }

    public int Tree { get; init; }

    public int FirstStepIn { get; init; } = -1;

    public Expression? Opens { get; init; }

    /// <summary>Downline compression: which sources count, and use up a level.</summary>
    public Expression? Sources { get; init; }

    public Expression? GenerationEnds { get; init; }

    /// <summary>Generations bounded by the payee's own rank.</summary>
    public bool OwnRank { get; init; }

    public CompiledTable? Depth { get; init; }

    public CompiledTable? Rate { get; init; }

    public CompiledTable? Amount { get; init; }

    public CompiledTable? AtLeast { get; init; }

    public Expression? GrantedAtFirst { get; init; }

    public Rate? Total { get; init; }

    public Rate ReserveShare { get; init; }

    public Expression? ReserveWhen { get; init; }

    public Expression? EndsAt { get; init; }

    public override IEnumerable<Expression> Reads => CommonReads
        .Concat(new[] { Of, Where, Opens, Sources, GenerationEnds, GrantedAtFirst, ReserveWhen, EndsAt }.OfType<Expression>())
        .Concat(new[] { Times, Depth, Rate, Amount, AtLeast }.SelectMany(table => table?.Expressions ?? []));
}

/// <summary>A cycle: what one takes from the stronger and the weaker leg, and pays.</summary>
internal sealed record CycleRule(long FromStronger, long FromWeaker, CompiledTable Pays, Expression? When, bool FirstOnly);

internal sealed record PairRule(int Index, PairDocument Document) : BonusRule(Index, Document)
{
    public new PairDocument Document { get; } = Document;

    public required Expression Of { get; init; }

    public int Tree { get; init; }

    public int Legs { get; init; } = 2;

    /// <summary>What is added to each leg, by leg; null where nothing is.</summary>
    public IReadOnlyList<Expression?> Added { get; init; } = [];

    public Expression? LegAtMost { get; init; }

    public CompiledTable? Percent { get; init; }

    public IReadOnlyList<CycleRule> Cycles { get; init; } = [];

    /// <summary>Rows of balanced volume and what each pays, ascending.</summary>
    public IReadOnlyList<(long From, Rate Amount)> Table { get; init; } = [];

    public Expression? CarryAtMost { get; init; }

    public Expression? FlushWhen { get; init; }

    public Expression? CyclesAtMost { get; init; }

    /// <summary>Whether the cap is applied while legs are balanced, because what is consumed and flushed depends on it.</summary>
    public bool CapsItself => Cap is not null && CapPer == CapPer.Seller && CapCounting is null;

    public override IEnumerable<Expression> Reads => CommonReads
        .Concat(new[] { Of, LegAtMost, CarryAtMost, FlushWhen, CyclesAtMost }.OfType<Expression>()).Concat(Added.OfType<Expression>())
        .Concat(Percent?.Expressions ?? []).Concat(Cycles.SelectMany(cycle => cycle.Pays.Expressions.Concat(cycle.When is null ? [] : [cycle.When])));
}

internal sealed record ShareRule(int Index, ShareDocument Document) : BonusRule(Index, Document)
{
    public new ShareDocument Document { get; } = Document;

    public required Expression Fund { get; init; }

    public CompiledTable? By { get; init; }

    public int WeightDecimals { get; init; }

    public Expression? WeightAtMost { get; init; }

    public CompiledTable? Times { get; init; }

    public Expression? OutOf { get; init; }

    public override IEnumerable<Expression> Reads => CommonReads.Concat(new[] { Fund, WeightAtMost, OutOf }.OfType<Expression>())
        .Concat(By?.Expressions ?? []).Concat(Times?.Expressions ?? []);
}

internal sealed record GuaranteeRule(int Index, GuaranteeDocument Document) : BonusRule(Index, Document)
{
    public new GuaranteeDocument Document { get; } = Document;

    public required Expression Of { get; init; }

    public required Rate Rate { get; init; }

    public required Expression Leaders { get; init; }

    public required Expression Guarantee { get; init; }

    public int Tree { get; init; }

    public override IEnumerable<Expression> Reads => CommonReads.Append(Of).Append(Leaders).Append(Guarantee);
}

internal sealed record BoardRule(int Index, BoardDocument Document) : BonusRule(Index, Document)
{
    public new BoardDocument Document { get; } = Document;

    public required Expression Enters { get; init; }

    public required CompiledTable Pays { get; init; }

    public override IEnumerable<Expression> Reads => CommonReads.Append(Enters).Concat(Pays.Expressions);
}

internal sealed record CustomRule(int Index, CustomDocument Document, Bonuses.ICustomBonus Bonus) : BonusRule(Index, Document)
{
    public new CustomDocument Document { get; } = Document;

    /// <summary>The measures that it asks for, by name.</summary>
    public required IReadOnlyDictionary<string, Column> Measures { get; init; }

    public override IEnumerable<Expression> Reads => CommonReads.Concat(Measures.Values);
}

/// <summary>A checked limit over bonuses.</summary>
internal sealed record CapRule(CapDocument Document, IReadOnlyList<int> On, CompiledTable? AtMost, Rate ReduceBy);
