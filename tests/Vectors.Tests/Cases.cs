using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compensation.Vectors.Tests;

/// <summary>Represents a vector's <c>cases.json</c>: which periods to close, and where in their results each published
/// figure is found.</summary>
internal sealed class Cases
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The periods to close, an earlier one before those that take over its carry.</summary>
    public required IReadOnlyList<CaseRun> Runs { get; init; }

    /// <summary>Where each entry of the vector's <c>expected</c> is found.</summary>
    public IReadOnlyList<Query> Expected { get; init; } = [];

    /// <summary>Where each entry of the vector's <c>expected_state</c> is found.</summary>
    public IReadOnlyList<Query> State { get; init; } = [];

    /// <summary>Reads a file.</summary>
    public static Cases Read(string path) => JsonSerializer.Deserialize<Cases>(File.ReadAllText(path), Options)!;
}

/// <summary>One period to close.</summary>
/// <param name="Name">The name by which queries and later runs mean it.</param>
/// <param name="Plan">The plan file.</param>
/// <param name="Data">The folder with the data.</param>
/// <param name="Period">The period's name in the plan's calendar.</param>
/// <param name="Previous">The run whose carry it takes over, if any.</param>
internal sealed record CaseRun(string Name, string Plan, string Data, string Period, string? Previous = null);

/// <summary>Says where in the results a published figure is found.</summary>
/// <remarks>Exactly one of the kinds is given; a part of a <see cref="Sum"/> takes the run of the whole unless it names
/// its own.</remarks>
internal sealed record Query
{
    /// <summary>The entry of the vector's list that is meant.</summary>
    public int At { get; init; }

    /// <summary>The field of the entry, where it is neither <c>amount</c> nor <c>value</c>.</summary>
    public string? Field { get; init; }

    /// <summary>The run to look into.</summary>
    public string? Run { get; init; }

    /// <summary>Why the published figure cannot be reproduced: it contradicts its own source.</summary>
    public string? Why { get; init; }

    /// <summary>The sum of the amounts of all lines that match.</summary>
    public LineFilter? Lines { get; init; }

    /// <summary>The level of the single line that matches, or <c>none</c>.</summary>
    public LineFilter? Level { get; init; }

    /// <summary>The rate of the single line that matches.</summary>
    public LineFilter? Rate { get; init; }

    /// <summary>The base of the single line that matches.</summary>
    public LineFilter? Base { get; init; }

    /// <summary>A measure of a seller, or several joined with <c>/</c>.</summary>
    public Named? Measure { get; init; }

    /// <summary>The rank of a seller.</summary>
    public Named? Rank { get; init; }

    /// <summary>The title of a seller.</summary>
    public Named? Title { get; init; }

    /// <summary>What the run leaves to the next.</summary>
    public CarryQuery? Carry { get; init; }

    /// <summary>What is still open of an order's carried volume.</summary>
    public LotQuery? Lot { get; init; }

    /// <summary>What is paid out.</summary>
    public PaymentQuery? Payment { get; init; }

    /// <summary>Whether a seller is paid anything: <c>yes</c> or <c>no</c>.</summary>
    public Named? Payable { get; init; }

    /// <summary>The parent of a seller in a derived tree.</summary>
    public ParentQuery? Parent { get; init; }

    /// <summary>A total of the run.</summary>
    public TotalQuery? Total { get; init; }

    /// <summary>Several figures added up.</summary>
    public IReadOnlyList<Query> Sum { get; init; } = [];

    /// <summary>What to take away from the figure, where a gross was published.</summary>
    public IReadOnlyList<Query> Less { get; init; } = [];
}

/// <summary>Which commission lines are meant: those that match everything that is given.</summary>
internal sealed record LineFilter
{
    /// <summary>Who is paid.</summary>
    public OneOrMany? Seller { get; init; }

    /// <summary>The bonus or cap.</summary>
    public OneOrMany? Bonus { get; init; }

    /// <summary>Who brought it.</summary>
    public string? Source { get; init; }

    /// <summary>The order's id.</summary>
    public string? Order { get; init; }

    /// <summary>The level or generation.</summary>
    public int? Level { get; init; }

    /// <summary>The kind of line.</summary>
    public string? Kind { get; init; }
}

/// <summary>A named thing of a seller.</summary>
internal sealed record Named(string Seller, OneOrMany? Name = null);

/// <summary>Items of the carry, shown joined with <c>/</c>.</summary>
internal sealed record CarryQuery(string Seller, OneOrMany Item);

/// <summary>The open volume that an order left in the legs of a seller.</summary>
internal sealed record LotQuery(string Seller, string Bonus, string Order);

/// <summary>Payments of a seller, added up; or the date on which the first is due.</summary>
internal sealed record PaymentQuery(
    string Seller, string? Wallet = null, string? Of = null, string? Due = null, bool Date = false);

/// <summary>A seller's parent in a tree.</summary>
internal sealed record ParentQuery(string Seller, string Tree);

/// <summary>A total by its group and name.</summary>
internal sealed record TotalQuery(string Group, string Name);

/// <summary>One text or a list of them.</summary>
[JsonConverter(typeof(OneOrManyConverter))]
internal sealed record OneOrMany(IReadOnlyList<string> Values);

/// <summary>Reads a string or an array of strings.</summary>
internal sealed class OneOrManyConverter : JsonConverter<OneOrMany>
{
    /// <inheritdoc/>
    public override OneOrMany Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new([reader.GetString()!])
            : new(JsonSerializer.Deserialize<string[]>(ref reader, options)!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, OneOrMany value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Values, options);
}
