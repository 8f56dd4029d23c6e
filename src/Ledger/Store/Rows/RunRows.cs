using Compensation.Rules.Closing;

namespace Compensation.Ledger.Store;

/// <summary>Represents a run: one calculation of a period that was kept. It exists once it has a <see cref="RunSealRow"/>.</summary>
public sealed class RunRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>Its number, from 1 without gaps.</summary>
    public required int Run { get; init; }

    /// <summary>The period.</summary>
    public required int Period { get; init; }

    /// <summary>What kind of run it is.</summary>
    public required RunKind Kind { get; init; }

    /// <summary>The version of the plan.</summary>
    public required int PlanVersion { get; init; }

    /// <summary>The run whose carry it took over: the one of the period before that was in force as far as this run knows.</summary>
    public int? PreviousRun { get; init; }

    /// <summary>The last sequence number whose entries the run knows.</summary>
    public required long AsOf { get; init; }

    /// <summary>The version of the program that calculated.</summary>
    public required string Engine { get; init; }

    /// <summary>The root hash of the run's package, which says what rows it has: who goes on writing a run has calculated the same one.</summary>
    public required byte[] Root { get; init; }

    /// <summary>The currency of the commission lines.</summary>
    public required string Currency { get; init; }

    /// <summary>The decimals of a commission line.</summary>
    public required int Decimals { get; init; }

    /// <summary>When it was calculated.</summary>
    public required long Recorded { get; init; }

    /// <summary>The entry's place in the programme's order.</summary>
    public required long Sequence { get; init; }
}

/// <summary>What kind of run it is.</summary>
public enum RunKind
{
    /// <summary>The close of a period.</summary>
    Close = 1,

    /// <summary>A closed period, calculated again.</summary>
    Restatement = 2,
}

/// <summary>Represents the end of a run's rows: what was written is complete and what it came to.</summary>
/// <remarks>The database compares the counts and sums with the rows, and refuses rows of the run from here on.</remarks>
public sealed class RunSealRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>How many commission lines there are.</summary>
    public required int Lines { get; init; }

    /// <summary>What the commission lines sum to, in smallest units.</summary>
    public required long LinesAmount { get; init; }

    /// <summary>How many payments there are.</summary>
    public required int Payments { get; init; }
}

/// <summary>Represents a name that rows of a run refer to by number.</summary>
public sealed class RunNameRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>What it names.</summary>
    public required RunNameKind Kind { get; init; }

    /// <summary>Its number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The decimals of the measure, of the bonus's base, or of the carried values.</summary>
    public required int Decimals { get; init; }
}

/// <summary>What a name of a run names.</summary>
public enum RunNameKind
{
    /// <summary>A bonus or cap of <see cref="RunEarningRow"/>.</summary>
    Bonus = 1,

    /// <summary>A measure of <see cref="RunSellerRow"/>.</summary>
    Measure = 2,

    /// <summary>An item of <see cref="RunCarryRow"/>.</summary>
    Carry = 3,
}

/// <summary>Represents what a seller earns by a bonus in a run: the sum, and the commission lines that it is made of.</summary>
public sealed class RunEarningRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>Who gets it.</summary>
    public required int Payee { get; init; }

    /// <summary>The bonus, by its number among the run's names.</summary>
    public required int Bonus { get; init; }

    /// <summary>How many lines it is made of.</summary>
    public required int Lines { get; init; }

    /// <summary>What they sum to, in smallest units of the run's currency.</summary>
    public required long Amount { get; init; }

    /// <summary>The lines, as <see cref="PackedLines"/> packs them.</summary>
    public required byte[] Packed { get; init; }
}

/// <summary>Represents a commission line, as <see cref="PackedLines"/> unpacks it.</summary>
/// <remarks>Programs before had a table of them. What they wrote stays there, and is packed besides (<see cref="Closing.EarlierLines"/>).</remarks>
public sealed class RunLineRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>The line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The bonus, by its number among the run's names.</summary>
    public required int Bonus { get; init; }

    /// <summary>What kind of line it is.</summary>
    public required LineKind Kind { get; init; }

    /// <summary>Who gets it.</summary>
    public required int Payee { get; init; }

    /// <summary>Who brought it; null for a fund.</summary>
    public int? Source { get; init; }

    /// <summary>The sequence of the order's event, for a line per order.</summary>
    public long? OrderSequence { get; init; }

    /// <summary>Which line of that order, from 0.</summary>
    public int? OrderLine { get; init; }

    /// <summary>The level or generation; 0 where the bonus has none.</summary>
    public required int Level { get; init; }

    /// <summary>What the rate applied to, in units of the bonus's base decimals.</summary>
    public required long Base { get; init; }

    /// <summary>The upper part of the rate.</summary>
    public required long RateNumerator { get; init; }

    /// <summary>The lower part of the rate.</summary>
    public required long RateDenominator { get; init; }

    /// <summary>The amount in smallest units of the run's currency.</summary>
    public required long Amount { get; init; }
}

/// <summary>Represents what a seller reached in a run.</summary>
public sealed class RunSellerRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>The seller.</summary>
    public required int Seller { get; init; }

    /// <summary>The seller's place in the run's canonical order, from 0.</summary>
    public required int Place { get; init; }

    /// <summary>The rank's word; null for none.</summary>
    public int? Rank { get; init; }

    /// <summary>The title's word; null for none.</summary>
    public int? Title { get; init; }

    /// <summary>The measures, by their numbers among the run's names.</summary>
    public required long?[] Measures { get; init; }
}

/// <summary>Represents an amount that a run pays out.</summary>
public sealed class RunPaymentRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>The payment, from 1.</summary>
    public required int Payment { get; init; }

    /// <summary>Who is paid.</summary>
    public required int Payee { get; init; }

    /// <summary>The wallet it goes into.</summary>
    public required string Wallet { get; init; }

    /// <summary>The currency.</summary>
    public required string Currency { get; init; }

    /// <summary>How many decimals the currency has.</summary>
    public required int Decimals { get; init; }

    /// <summary>Smallest units of the currency; negative for a balance that is taken over.</summary>
    public required long Amount { get; init; }

    /// <summary>The day on which it is due, counted from 1970-01-01.</summary>
    public required int DueDay { get; init; }

    /// <summary>What it is of.</summary>
    public required string Of { get; init; }
}

/// <summary>Represents a value that a run leaves to the next period.</summary>
public sealed class RunCarryRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>What it is, by its number among the run's names.</summary>
    public required int Item { get; init; }

    /// <summary>The seller.</summary>
    public required int Seller { get; init; }

    /// <summary>The value.</summary>
    public required long Value { get; init; }
}

/// <summary>Represents carried volume of one order.</summary>
public sealed class RunLotRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>The lot, from 1.</summary>
    public required int Lot { get; init; }

    /// <summary>The pair bonus.</summary>
    public required string Bonus { get; init; }

    /// <summary>Whose leg.</summary>
    public required int Seller { get; init; }

    /// <summary>The leg, from 0.</summary>
    public required int Leg { get; init; }

    /// <summary>The order's id.</summary>
    public required string OrderId { get; init; }

    /// <summary>When the order was placed.</summary>
    public required long Placed { get; init; }

    /// <summary>The name of the period of the match; empty while the lot is open.</summary>
    public required string MatchedIn { get; init; }

    /// <summary>The volume, open or matched.</summary>
    public required long Units { get; init; }

    /// <summary>For a matched lot: what the whole match of that period paid.</summary>
    public required long Amount { get; init; }

    /// <summary>For a matched lot: the volume of its leg that the match consumed.</summary>
    public required long Total { get; init; }
}

/// <summary>Represents a place that closes have given to a seller whom nobody had placed.</summary>
public sealed class RunPlaceRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>The tree's name.</summary>
    public required string Tree { get; init; }

    /// <summary>Who was placed.</summary>
    public required int Seller { get; init; }

    /// <summary>Below whom.</summary>
    public required int Parent { get; init; }

    /// <summary>In which leg, from 0.</summary>
    public required int Leg { get; init; }
}

/// <summary>Represents a total of a run.</summary>
public sealed class RunTotalRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>Its place among the run's totals, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What it is a total of.</summary>
    public required string Group { get; init; }

    /// <summary>The volume's or bonus's name.</summary>
    public required string Name { get; init; }

    /// <summary>The total in smallest units.</summary>
    public required long Units { get; init; }

    /// <summary>How many decimals the units have.</summary>
    public required int Decimals { get; init; }
}

/// <summary>Represents something to know about a run.</summary>
public sealed class RunRemarkRow
{
    /// <summary>The programme.</summary>
    public required int Programme { get; init; }

    /// <summary>The run.</summary>
    public required int Run { get; init; }

    /// <summary>Its place among the run's remarks, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The remark.</summary>
    public required string Text { get; init; }
}
