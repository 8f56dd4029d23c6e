using Compensation.Grains.Programmes;

namespace Compensation.Grains.Orders;

/// <summary>Represents the key of an order's grain: <c>o-{programme}-{order id}</c>.</summary>
/// <param name="Programme">The programme's number.</param>
/// <param name="Order">The order's id.</param>
public readonly record struct OrderKey(int Programme, string Order)
{
    private const char Kind = 'o';

    /// <summary>The key of an order's grain.</summary>
    public static string Of(int programme, string order) => ProgrammeKey.Of(Kind, programme, order);

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is none of an order.</exception>
    public static OrderKey Read(string key)
    {
        var (programme, order) = ProgrammeKey.Read(Kind, "an order", key);
        return new OrderKey(programme, order);
    }
}
