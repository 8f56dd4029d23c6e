using Compensation.Rules.Numbers;

namespace Compensation.Grains.Orders;

/// <summary>What lines of orders and of refunds must be like.</summary>
public static class OrderLines
{
    /// <summary>Finds what is wrong with the lines of an order that is placed.</summary>
    internal static Refusal? Check(IReadOnlyList<OrderLine> lines, OrderContext context)
    {
        if (lines.Count == 0 || lines.Count > context.Limits.Lines)
        {
            return new Refusal(RefusalCode.InvalidLines, "lines", $"{lines.Count}", $"An order has 1 to {context.Limits.Lines} lines.",
                "Leave out an order without lines; divide one with too many.");
        }

        var refusal = AreNumbered(lines) ? null : CheckNumbers(lines, lines.Count);
        for (var i = 0; refusal is null && i < lines.Count; i++)
        {
            refusal = CheckValues(lines[i], context.Fields);
        }

        return refusal;
    }

    /// <summary>Whether lines are numbered from 1 one after the other, as those of nearly all orders are: nothing is to be sorted then.</summary>
    internal static bool AreNumbered(IReadOnlyList<OrderLine> lines)
    {
        var place = 0;
        while (place < lines.Count && lines[place].Number == place + 1)
        {
            place++;
        }

        return place == lines.Count;
    }

    /// <summary>Finds what is wrong with what a refund takes back.</summary>
    /// <param name="takenBack">What is taken back of which lines.</param>
    /// <param name="left">The order's lines with what is left of them.</param>
    /// <param name="fields">The fields of lines.</param>
    /// <returns>What is wrong; null for nothing.</returns>
    public static Refusal? CheckTakenBack(IReadOnlyList<OrderLine> takenBack, IReadOnlyList<OrderLine> left, IReadOnlyList<LineField> fields)
    {
        ArgumentNullException.ThrowIfNull(takenBack);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(fields);
        var refusal = CheckNumbers(takenBack, int.MaxValue)
            ?? takenBack.Select(line => CheckTakenBack(line, left, fields)).FirstOrDefault(found => found is not null);
        return refusal is null && takenBack.All(line => line.Values.All(units => units is null or 0))
            ? new Refusal(RefusalCode.NothingTakenBack, "lines", $"{takenBack.Count}", "The refund takes nothing back.",
                "Say what is taken back of which line, or leave out the lines to take back all that is left.")
            : refusal;
    }

    /// <summary>A line with nothing but its volumes.</summary>
    internal static OrderLine VolumesOf(OrderLine line, IReadOnlyList<LineField> fields) => line with
    {
        Values = [.. line.Values.Select((value, field) => fields[field].IsVolume ? value : null)],
    };

    private static Refusal? CheckNumbers(IReadOnlyList<OrderLine> lines, int greatest)
    {
        var seen = new HashSet<int>();
        return lines.FirstOrDefault(line => line.Number < 1 || line.Number > greatest || !seen.Add(line.Number)) is { } wrong
            ? new Refusal(RefusalCode.InvalidLines, "lines", $"{wrong.Number}", "A line's number is below 1, stands twice or leaves a gap.",
                "Number the lines of an order from 1, each once, without gaps.")
            : null;
    }

    private static Refusal? CheckValues(OrderLine line, IReadOnlyList<LineField> fields)
    {
        for (var field = 0; field < line.Values.Length; field++)
        {
            if (line.Values[field] is not { } value)
            {
                continue;
            }

            if (field >= fields.Count)
            {
                return UnknownField(line, field, fields);
            }

            if (fields[field].IsVolume && value < 0)
            {
                return Negative(line, fields[field], value);
            }
        }

        return null;
    }

    private static Refusal? CheckTakenBack(OrderLine line, IReadOnlyList<OrderLine> left, IReadOnlyList<LineField> fields)
    {
        if (left.FirstOrDefault(known => known.Number == line.Number) is not { } rest)
        {
            return new Refusal(RefusalCode.NoSuchLine, "lines", $"{line.Number}", $"The order has no line {line.Number}.",
                $"Its lines are {string.Join(", ", left.Select(known => known.Number).Order())}.");
        }

        for (var field = 0; field < line.Values.Length; field++)
        {
            if (line.Values[field] is not { } value)
            {
                continue;
            }

            if (field >= fields.Count)
            {
                return UnknownField(line, field, fields);
            }

            if (OfTakenBack(line, rest, field, value, fields[field]) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static Refusal? OfTakenBack(OrderLine line, OrderLine rest, int field, long value, LineField known)
    {
        if (!known.IsVolume)
        {
            return new Refusal(RefusalCode.NotAVolume, $"lines[{line.Number}].{known.Name}", $"{value}",
                $"'{known.Name}' is no volume, so nothing of it can be taken back.", "Leave it out.");
        }

        if (value < 0)
        {
            return Negative(line, known, value);
        }

        var left = rest.Units(field);
        return value <= left
            ? null
            : new Refusal(RefusalCode.MoreThanLeft, $"lines[{line.Number}].{known.Name}", Fixed.Format(value, known.Decimals),
                $"Line {line.Number} has {Fixed.Format(left, known.Decimals)} left of '{known.Name}'.",
                $"Take back at most {Fixed.Format(left, known.Decimals)}.");
    }

    private static Refusal Negative(OrderLine line, LineField field, long value) => new(
        RefusalCode.InvalidValue, $"lines[{line.Number}].{field.Name}", Fixed.Format(value, field.Decimals),
        "A volume is not negative.", "What is taken back of an order comes as a refund, with positive units.");

    private static Refusal UnknownField(OrderLine line, int field, IReadOnlyList<LineField> fields) => new(
        RefusalCode.InvalidValue, $"lines[{line.Number}]", $"{field}", $"There is no field {field}.",
        $"The programme has the fields {string.Join(", ", fields.Select(known => known.Name))}.");
}
