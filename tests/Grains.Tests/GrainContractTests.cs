using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace Compensation.Grains.Tests;

/// <summary>What holds of all grains and of everything that travels in their calls.</summary>
public sealed class GrainContractTests
{
    private const string Manifest = "src/Grains/contracts.txt";
    private const string Approve = "COMPENSATION_APPROVE";

    private static readonly Assembly Assembly = typeof(Refusal).Assembly;

    private static IEnumerable<Type> Grains => Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IGrainBase)));

    private static IEnumerable<Type> Interfaces => Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)));

    private static IEnumerable<Type> Contracts => Assembly.GetTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false));

    [Fact]
    public void Grains_AreFound() => Grains.Select(grain => grain.Name).ShouldContain("SellerGrain");

    [Fact]
    public void States_HaveNamesThatAreUniqueToTheirGrain()
    {
        // A storage's row key holds neither the kind of grain nor anything else that keeps two states of one name apart.
        var names = Grains.SelectMany(grain => grain.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>()).OfType<PersistentStateAttribute>()
            .Select(state => (Grain: grain.Name, state.StateName)));

        names.GroupBy(state => state.StateName).Where(state => state.Count() > 1 || state.Key == "state").ShouldBeEmpty();
    }

    [Fact]
    public void Keys_HaveAPrefixOfTheirGrainsOwn()
    {
        var prefixes = Grains.Select(grain => (Grain: grain.Name, Prefix: KeyOf(grain)[..2])).ToList();

        prefixes.ShouldAllBe(key => char.IsAsciiLetterLower(key.Prefix[0]) && key.Prefix[1] == '-');
        prefixes.GroupBy(key => key.Prefix).Where(prefix => prefix.Count() > 1).ShouldBeEmpty();
    }

    [Fact]
    public void Aliases_AreThereAndUnique()
    {
        var types = Contracts.Concat(Interfaces).ToList();

        types.Where(type => Alias(type) is null).ShouldBeEmpty("Give each an [Alias]: it is the name in calls, whatever the code is called.");
        types.GroupBy(Alias).Where(alias => alias.Count() > 1).ShouldBeEmpty();
        Interfaces.SelectMany(type => type.GetMethods()).Where(method => Alias(method) is null).ShouldBeEmpty("Give each method an [Alias].");
    }

    [Fact]
    public void Calls_CarryContractsOnly()
    {
        var carried = Interfaces.SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Concat(Contracts.SelectMany(Members).Select(member => member.Type)).SelectMany(Parts).Distinct();

        carried.Where(type => type.Assembly == Assembly && !type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            .ShouldBeEmpty("Mark them [GenerateSerializer].");
        carried.Where(type => type.Namespace is { } space && (space.StartsWith("NodaTime", StringComparison.Ordinal)
            || space.StartsWith("Compensation.Rules", StringComparison.Ordinal) || space.StartsWith("Compensation.Ledger", StringComparison.Ordinal)))
            .ShouldBeEmpty("Carry numbers, texts and contracts: instants as milliseconds, money in smallest units.");
    }

    [Fact]
    public void Contracts_AreThoseOfTheManifest()
    {
        var actual = string.Concat(Interfaces.OrderBy(Alias, StringComparer.Ordinal).SelectMany(DescribeGrain)
            .Concat(Contracts.OrderBy(Alias, StringComparer.Ordinal).SelectMany(Describe)).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            Repository.Write(Manifest, actual);
        }

        actual.ShouldBe(Repository.Read(Manifest).ReplaceLineEndings("\n"),
            $"What travels between silos has changed. A number or name that was used is never used for something else; if this is so, run with {Approve}=1.");
    }

    private static IEnumerable<string> DescribeGrain(Type grain) => grain.GetMethods().Select(method =>
            $"  {Alias(method)}({string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))}): {Name(method.ReturnType)}")
        .Order(StringComparer.Ordinal).Prepend($"grain {Alias(grain)}");

    private static IEnumerable<string> Describe(Type type) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"  {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}: {name}")
            .Prepend($"enum {Alias(type)}")
        : Members(type).Select(member => $"  {member.Id}: {member.Name} {Name(member.Type)}")
            .Prepend($"type {Alias(type)}{(type.BaseType is { } above && Alias(above) is { } alias ? $" : {alias}" : "")}");

    /// <summary>The members that travel: of a record's first constructor by position, and properties by their number.</summary>
    private static IEnumerable<(string Id, string Name, Type Type)> Members(Type type)
    {
        if (type.IsEnum)
        {
            return [];
        }

        var numbered = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.IsDefined(typeof(IdAttribute))).OrderBy(property => property.GetCustomAttribute<IdAttribute>()!.Id)
            .Select(property => ($"{property.GetCustomAttribute<IdAttribute>()!.Id}", property.Name, property.PropertyType));
        var primary = type.GetConstructors().Where(constructor => constructor.GetParameters() is { Length: > 0 } parameters
                && parameters.All(parameter => type.GetProperty(parameter.Name!)?.PropertyType == parameter.ParameterType))
            .MaxBy(one => one.GetParameters().Length);
        return (primary?.GetParameters() ?? []).Select((parameter, at) => ($"constructor {at}", parameter.Name!, parameter.ParameterType)).Concat(numbered);
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type];

    private static string Name(Type type) => type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Assembly == Assembly ? Alias(type) ?? type.Name : type.Name;

    private static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    /// <summary>A key of a grain, made as its callers make it: by <c>Of</c> of the type that is named after the grain.</summary>
    private static string KeyOf(Type grain)
    {
        var key = Assembly.GetType($"{grain.Namespace}.{grain.Name[..^"Grain".Length]}Key").ShouldNotBeNull($"{grain.Name} has no key type beside it.");
        var of = key.GetMethod("Of", [typeof(int), typeof(string)]).ShouldNotBeNull($"{key.Name} has no Of(programme, id).");
        return (string)of.Invoke(null, [7, "10"])!;
    }
}
