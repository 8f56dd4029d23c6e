using System.Text.RegularExpressions;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store.SqlServer;

/// <summary>The script of SQL Server's schema: what can be told without a server.</summary>
public sealed partial class SqlServerScriptTests
{
    /// <summary>What the others' SQL has and SQL Server's has not.</summary>
    private static readonly string[] Foreign = ["@.", "NEW.", "OLD.", "$$", "::", " LIMIT ", "RECURSIVE", "RAISE", "FOR EACH", "MAX(l.event) FILTER"];

    private static string Theirs { get; } = string.Join('\n', Commands(options => options.UseNpgsql("Host=nowhere")));

    private static IReadOnlyList<string> Batches { get; } = Commands(options => options.UseSqlServer("Server=nowhere"));

    private static string Ours { get; } = string.Join('\n', Batches);

    [Fact]
    public void Script_Refuses_WhatPostgreSqlRefuses()
    {
        var refusals = Refusal().Matches(Theirs).Select(match => match.Value).Distinct().ToList();

        refusals.Count.ShouldBeGreaterThan(50);
        refusals.Where(refusal => !Ours.Contains($"'{refusal}'", StringComparison.Ordinal)).ShouldBeEmpty();
        // PostgreSQL puts the table's name into this one when it refuses.
        var appendOnly = Regex.Matches(Theirs, @"CREATE TRIGGER refuse_change BEFORE .* ON (\w+)").Select(match => match.Groups[1].Value);
        appendOnly.Where(table => !Ours.Contains($"'[append-only] {table}: ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Script_Creates_TheSameTablesAndIndices()
    {
        Names(Ours).ShouldBe(Names(Theirs), ignoreOrder: true);

        static IEnumerable<string> Names(string script) => Created().Matches(script).Select(match => match.Groups["name"].Value);
    }

    [Fact]
    public void Script_IsWellFormed()
    {
        foreach (var batch in Batches.Select(batch => Text().Replace(batch, "''")))
        {
            Foreign.Where(word => batch.Contains(word, StringComparison.Ordinal)).ShouldBeEmpty(batch);
            batch.Count(letter => letter == '(').ShouldBe(batch.Count(letter => letter == ')'), batch);
            var blocks = Block().Matches(batch).Select(match => match.Value).ToList();
            blocks.Count(word => word is "BEGIN" or "CASE").ShouldBe(blocks.Count(word => word == "END"), batch);
        }
    }

    /// <summary>A trigger's definition is a batch of its own, and nothing comes before it.</summary>
    [Fact]
    public void Script_EachTrigger_StandsAlone() => Batches.Where(batch => batch.Contains("CREATE TRIGGER", StringComparison.Ordinal))
        .ShouldAllBe(batch => batch.LastIndexOf("CREATE TRIGGER", StringComparison.Ordinal) == 0);

    /// <summary>A key of a clustered index takes 900 bytes, that of another index 1,700; a letter takes two.</summary>
    [Fact]
    public void Keys_FitTheirIndices()
    {
        using var context = new LedgerContext(Options(options => options.UseSqlServer("Server=nowhere")));
        var longest = 2 * int.Parse(Regex.Match(Ours, @"nvarchar\((\d+)\) COLLATE").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var entity in context.Model.GetEntityTypes())
        {
            entity.GetKeys().Max(key => key.Properties.Sum(Size)).ShouldBeLessThanOrEqualTo(900, entity.Name);
            entity.GetIndexes().Max(index => (int?)index.Properties.Sum(Size)).GetValueOrDefault().ShouldBeLessThanOrEqualTo(1700, entity.Name);
        }

        int Size(Microsoft.EntityFrameworkCore.Metadata.IProperty property) => property.ClrType == typeof(string) ? longest : 8;
    }

    private static DbContextOptions<LedgerContext> Options(Action<DbContextOptionsBuilder> provider)
    {
        var options = new DbContextOptionsBuilder<LedgerContext>();
        provider(options);
        return options.Options;
    }

    /// <summary>What the migrations send to the database, one text at a time.</summary>
    private static List<string> Commands(Action<DbContextOptionsBuilder> provider)
    {
        using var context = new LedgerContext(Options(provider));
        var (migrations, generator) = (context.GetService<IMigrationsAssembly>(), context.GetService<IMigrationsSqlGenerator>());
        return [.. migrations.Migrations.Values.Select(type => migrations.CreateMigration(type, context.Database.ProviderName!))
            .SelectMany(migration => generator.Generate(migration.UpOperations)).Select(command => command.CommandText.ReplaceLineEndings("\n"))];
    }

    [GeneratedRegex(@"\[[a-z-]+\] [a-z_]+: [^']+")]
    private static partial Regex Refusal();

    [GeneratedRegex("""CREATE (TABLE|(UNIQUE )?INDEX) [\["]?(?<name>\w+)""")]
    private static partial Regex Created();

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Text();

    [GeneratedRegex(@"\b(BEGIN|CASE|END)\b")]
    private static partial Regex Block();
}
