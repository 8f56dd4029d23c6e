using Compensation.Ledger.Runs;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Calendars;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Compensation.Rules.Plans.Documents;
using NodaTime;
using Period = Compensation.Rules.Calendars.Period;

namespace Compensation.Ledger.Tests;

/// <summary>A plan with one of everything that files can hold, and what its tests share.</summary>
internal static class Company
{
    public const string Sellers = "seller,sponsor,position,leg\nA,,,\nB,A,A,left\nC,A,A,right\n";
    public const string Orders = "order,seller,placed,PV,amount\nO1,A,2026-01-05,10.5,100\nO2,B,2026-01-06,20,200\n";

    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public static readonly Period January = new("2026-01", new(2026, 1, 1), new(2026, 1, 31),
        Instant.FromUtc(2025, 12, 31, 23, 0), Instant.FromUtc(2026, 1, 31, 23, 0), Instant.FromUtc(2026, 2, 14, 23, 0));

    public static readonly Period February = new("2026-02", new(2026, 2, 1), new(2026, 2, 28),
        Instant.FromUtc(2026, 1, 31, 23, 0), Instant.FromUtc(2026, 2, 28, 23, 0), Instant.FromUtc(2026, 3, 14, 23, 0));

    public static readonly Plan Plan = new()
    {
        Document = new PlanDocument
        {
            Name = "Aurora",
            Version = 3,
            Currency = "EUR",
            Bonuses = [new GrantDocument { Name = "Team" }],
            Currencies = new Dictionary<string, CurrencyDocument>
            {
                ["VND"] = new() { VolumeFactor = "1/4", PayoutFactor = "28000" },
            },
        },
        Text = "plan: Aurora\nversion: 3\n",
        Zone = Zone,
        Calendar = new PlanCalendar(new CalendarDocument(), Zone, 14),
        Volumes =
        [
            new VolumeDefinition("PV", 0, "PV", 2, new VolumeDocument()),
            new VolumeDefinition("CV", 1, null, 2, new VolumeDocument()),
            new VolumeDefinition("Turnover", 2, "Amount", 0, new VolumeDocument()),
        ],
        SellerAttributes =
        [
            new AttributeDefinition("kit", 0, "kit", AttributeKind.Choice, 0, ["Silver", "Gold"], 1),
            new AttributeDefinition("points", 1, "points", AttributeKind.Number, 1, [], 0),
            new AttributeDefinition("active", 2, "is active", AttributeKind.Flag, 0, [], 1),
            new AttributeDefinition("birthday", 3, "birthday", AttributeKind.Date, 0, [], 0),
            new AttributeDefinition("owner", 4, "owner", AttributeKind.Seller, 0, [], -1),
            new AttributeDefinition("contract", 5, "contract", AttributeKind.Rank, 0, ["Consultant", "Manager"], 0),
        ],
        OrderAttributes =
        [
            new AttributeDefinition("category", 0, "category", AttributeKind.Choice, 0, ["Books", "Food"], 0),
            new AttributeDefinition("host", 1, "host", AttributeKind.Seller, 0, [], -1),
        ],
        RecordedTrees = [new RecordedTree("enrolment", 0, "sponsor", null, []),
            new RecordedTree("placement", 1, "position", "leg", ["left", "right"])],
        Ranks = ["Consultant", "Manager"],
    };

    public static SnapshotReading Read(Folder folder, RunPackage? previous = null, Period? period = null,
        ReadingOptions? options = null) =>
        SnapshotReader.Read(Plan, folder.Path, period ?? January, Carry.None, previous, options);

    /// <summary>Reads a folder in which one file is replaced.</summary>
    public static SnapshotReading ReadWith(string name, string text)
    {
        using var folder = new Folder().With("sellers.csv", Sellers).With("orders.csv", Orders).With(name, text);
        return Read(folder);
    }

    public static Snapshot Good(SnapshotReading reading)
    {
        var errors = string.Join('\n', reading.Findings);
        return reading.Snapshot ?? throw new InvalidOperationException(errors);
    }

    public static long Milliseconds(int year, int month, int day, int hour = 0, int minute = 0) =>
        Instant.FromUtc(year, month, day, hour, minute).ToUnixTimeMilliseconds();
}
