using Compensation.Grains.Programmes;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents the key of a seller's grain: <c>s-{programme}-{seller id}</c>.</summary>
/// <param name="Programme">The programme's number.</param>
/// <param name="Seller">The seller's id.</param>
public readonly record struct SellerKey(int Programme, string Seller)
{
    private const char Kind = 's';

    /// <summary>The key of a seller's grain.</summary>
    public static string Of(int programme, string seller) => ProgrammeKey.Of(Kind, programme, seller);

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is none of a seller.</exception>
    public static SellerKey Read(string key)
    {
        var (programme, seller) = ProgrammeKey.Read(Kind, "a seller", key);
        return new SellerKey(programme, seller);
    }
}

/// <summary>Represents the key of a downline's grain: <c>d-{programme}-{seller id}</c>.</summary>
/// <param name="Programme">The programme's number.</param>
/// <param name="Seller">The id of the seller whose downline it is.</param>
public readonly record struct DownlineKey(int Programme, string Seller)
{
    private const char Kind = 'd';

    /// <summary>The key of a downline's grain.</summary>
    public static string Of(int programme, string seller) => ProgrammeKey.Of(Kind, programme, seller);

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is none of a downline.</exception>
    public static DownlineKey Read(string key)
    {
        var (programme, seller) = ProgrammeKey.Read(Kind, "a downline", key);
        return new DownlineKey(programme, seller);
    }
}
