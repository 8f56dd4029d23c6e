using System.CommandLine;
using System.CommandLine.Parsing;
using Compensation.Silo.Generating;
using Compensation.Silo.Output;
using NodaTime;
using NodaTime.Text;

namespace Compensation.Silo.Commands;

/// <summary><c>generate</c>: a seeded synthetic company of any size.</summary>
internal sealed class GenerateCommand : TerminalCommand
{
    private const int BarWidth = 40;

    private static readonly YearMonthPattern MonthPattern = YearMonthPattern.CreateWithInvariantCulture("uuuu-MM");

    private readonly Option<int> sellers = NumberOption.Between(
        "--sellers", "How many sellers the company has.", 1, CompanyOptions.MostSellers);
    private readonly Option<int> ordersPerSeller = NumberOption.Between(
        "--orders-per-seller", "Orders per seller and month, on average.", 0, CompanyOptions.MostOrdersPerSeller, 5);

    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "The seed; the same seed gives the same bytes.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<YearMonth?> period = new("--period")
    {
        Description = "The first month with orders. [default: 2026-01]",
        HelpName = "YYYY-MM",
        CustomParser = Month,
    };

    private readonly Option<int> months = NumberOption.Between(
        "--months", "How many months have orders.", 1, CompanyOptions.MostMonths, 1);

    private readonly Option<DateTimeZone> zone = new("--zone")
    {
        Description = "The IANA time zone in which months begin and end.",
        HelpName = "ZONE",
        DefaultValueFactory = _ => DateTimeZone.Utc,
        CustomParser = Zone,
    };

    private readonly Option<DirectoryInfo> folder = new("--out")
    {
        Description = "The folder to write; it must not exist or be empty.",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    public GenerateCommand()
        : base("generate", "Generates a synthetic company: sellers, two trees, orders, refunds and moves as CSV files.")
    {
        Add(sellers);
        Add(ordersPerSeller);
        Add(seed);
        Add(period);
        Add(months);
        Add(zone);
        Add(folder);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        var target = arguments.GetRequiredValue(folder);
        if (target.Exists && target.EnumerateFileSystemInfos().Any())
        {
            terminal.Complain($"The folder '{target}' is not empty. Name a new one, or empty it first.");
            return ExitCode.Usage;
        }

        var company = SyntheticCompany.Generate(Asked(arguments));
        var options = company.Options;
        var steps = options.Sellers + ((long)options.Sellers * options.OrdersPerSeller * options.Months);
        var rows = terminal.Work("Writing the company", steps, report => CompanyFiles.Write(company, target.FullName, report));
        var shape = CompanyShape.Of(company);
        if (terminal.IsForPrograms)
        {
            terminal.WriteJson(json => Write(json, target, rows, shape));
        }
        else
        {
            Print(terminal, target, rows, shape);
        }

        return ExitCode.Ok;
    }

    private CompanyOptions Asked(ParseResult arguments) => new()
    {
        Sellers = arguments.GetValue(sellers),
        OrdersPerSeller = arguments.GetValue(ordersPerSeller),
        Seed = arguments.GetValue(seed),
        First = arguments.GetValue(period) ?? new YearMonth(2026, 1),
        Months = arguments.GetValue(months),
        Zone = arguments.GetRequiredValue(zone),
    };

    private static void Print(Terminal terminal, DirectoryInfo target, CompanyRows rows, CompanyShape shape)
    {
        terminal.People.Write(Tables.New($"Written to {target}", "File", ">Rows")
            .Row("sellers.csv", Amounts.Format(rows.Sellers))
            .Row("orders.csv", Amounts.Format(rows.Orders))
            .Row("refunds.csv", Amounts.Format(rows.Refunds))
            .Row("moves.csv", Amounts.Format(rows.Moves)));
        var levels = Tables.New("Sellers by level of the enrolment tree", ">Level", ">Sellers", "");
        foreach (var (level, size) in shape.Levels.Index())
        {
            levels.Row(Amounts.Format(level), Amounts.Format(size), Bar.Draw(size, shape.Levels.Max(), BarWidth));
        }

        terminal.People.Write(levels);
        terminal.WriteLine($"{Amounts.Percent(shape.WithoutFrontLine, rows.Sellers)} of sellers have no front line; "
            + $"the largest has {Amounts.Format(shape.LargestFrontLine)}. "
            + $"The binary tree is {Amounts.Format(shape.DeepestPlacement)} levels deep.");
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, DirectoryInfo target, CompanyRows rows, CompanyShape shape)
    {
        json.WriteStartObject();
        json.WriteString("folder", target.ToString());
        json.WriteNumber("sellers", rows.Sellers);
        json.WriteNumber("orders", rows.Orders);
        json.WriteNumber("refunds", rows.Refunds);
        json.WriteNumber("moves", rows.Moves);
        json.WriteNumber("withoutFrontLine", shape.WithoutFrontLine);
        json.WriteNumber("largestFrontLine", shape.LargestFrontLine);
        json.WriteNumber("deepestLevel", shape.Levels.Count - 1);
        json.WriteNumber("deepestPlacement", shape.DeepestPlacement);
        json.WriteEndObject();
    }

    private static YearMonth? Month(ArgumentResult result)
    {
        var parsed = MonthPattern.Parse(result.Tokens.Single().Value);
        if (!parsed.Success)
        {
            result.AddError($"--period is '{result.Tokens.Single().Value}'; it must be a month such as 2026-01.");
        }

        return parsed.Success ? parsed.Value : null;
    }

    private static DateTimeZone? Zone(ArgumentResult result)
    {
        var name = result.Tokens.Single().Value;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
        if (zone is null)
        {
            result.AddError($"--zone is '{name}'; it must be an IANA time zone such as Europe/Berlin.");
        }

        return zone;
    }
}
