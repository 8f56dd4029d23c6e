namespace Compensation.Silo.Generating;

/// <summary>What synthetic companies sell and where.</summary>
public static class Assortment
{
    /// <summary>The categories; the last is that of packages.</summary>
    public static IReadOnlyList<Category> Categories { get; } =
        [new("Nutrition", 100), new("Beauty", 80), new("Home", 60), new("Books", 20), new("Package", 100)];

    /// <summary>The packages; the first is none.</summary>
    public static IReadOnlyList<Package> Packages { get; } =
        [new("", 10, 0), new("Basic", 55, 60_00), new("Business", 25, 250_00), new("Premium", 10, 700_00)];

    /// <summary>The markets; the founder's is the first.</summary>
    public static IReadOnlyList<Market> Markets { get; } =
        [new("DE", 35), new("AT", 10), new("PL", 15), new("US", 25), new("VN", 15)];
}

/// <summary>A category of products.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VolumePercent">How much of the wholesale price is personal volume.</param>
public sealed record Category(string Name, int VolumePercent);

/// <summary>A package that a seller may buy on joining.</summary>
/// <param name="Name">Its name; empty for none.</param>
/// <param name="Percent">How many in a hundred join with it.</param>
/// <param name="Price">Its price, in hundredths.</param>
public sealed record Package(string Name, int Percent, int Price);

/// <summary>A market.</summary>
/// <param name="Code">Its ISO 3166 code.</param>
/// <param name="Percent">How many in a hundred of those who do not join in their sponsor's market join in this one.</param>
public sealed record Market(string Code, int Percent);
