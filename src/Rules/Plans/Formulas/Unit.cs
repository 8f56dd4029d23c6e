namespace Compensation.Rules.Plans.Formulas;

/// <summary>What a number in a formula stands for; units that do not fit are refused when the plan is checked.</summary>
public enum Unit
{
    /// <summary>A plain number: fits any other unit.</summary>
    Number,

    /// <summary>Points or volume.</summary>
    Volume,

    /// <summary>An amount in the plan's currency.</summary>
    Money,

    /// <summary>How many.</summary>
    Count,

    /// <summary>A number of days.</summary>
    Days,

    /// <summary>A local date, as days since 1970-01-01.</summary>
    Date,

    /// <summary>A condition: 1 where it holds, else 0.</summary>
    Flag,

    /// <summary>A rank or a choice, as its ordinal from 1; 0 for none.</summary>
    Choice,

    /// <summary>A seller, as a number; -1 for nobody.</summary>
    Seller,
}

/// <summary>An ordered list of names that values of <see cref="Unit.Choice"/> stand for: the ladder of ranks or the values of an attribute.</summary>
/// <param name="Name">What the names are of, for messages.</param>
/// <param name="Values">The names in ascending order; the first has the ordinal 1.</param>
public sealed record Domain(string Name, IReadOnlyList<string> Values)
{
    /// <summary>The ordinal of a name, or 0.</summary>
    public int Ordinal(string value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (string.Equals(Values[i], value, StringComparison.OrdinalIgnoreCase))
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Whether two domains have the same names in the same order, so that their values can be compared.</summary>
    public bool Fits(Domain? other) => other is not null && (ReferenceEquals(this, other) || Values.SequenceEqual(other.Values));

    /// <summary>The name of an ordinal, or <c>none</c>.</summary>
    public string this[long ordinal] => ordinal >= 1 && ordinal <= Values.Count ? Values[(int)ordinal - 1] : "none";
}
