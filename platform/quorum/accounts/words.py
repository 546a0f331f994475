"""The words of which pseudonyms are made: friendly, short, plain ASCII."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ADJECTIVES = _words(
    """
    agile alert amber ample azure bold brave bright brisk calm candid careful cheerful chosen civil
    clear clever coral cosy crimson crisp curious daring deft eager early earnest easy elegant even
    exact fair famous fearless fine firm fleet fluent fond frank free fresh friendly gentle genuine glad
    golden good graceful grand great green handy happy hardy hearty honest humble ideal indigo ivory
    jolly jovial joyful just keen kind lasting lively loyal lucid lucky lunar mellow merry mighty mild
    modest neat nimble noble novel olive open orange patient pearly placid plucky polite prompt proud
    quick quiet radiant rapid ready rosy ruby rustic sage sandy scarlet serene sharp shiny silent silver
    simple sincere smart smooth snowy social solar solid spry stable steady stellar stoic sturdy subtle
    sunny sure swift teal tender tidy topaz tranquil true trusty upbeat useful vast velvet violet vivid
    warm wary whole wild willing wise witty young
    """
)

ANIMALS = _words(
    """
    adder albatross alpaca ant antelope auk avocet badger barbet bat bear beaver bee beetle bison
    bittern boar bobcat bongo bunting bustard buzzard camel caracal caribou cat cheetah chinchilla
    chough cicada civet clam cod condor coot coral cormorant cougar crab crane cricket crow curlew deer
    dingo dolphin dormouse dove dragonfly duck dunlin eagle eel egret eider elk emu ermine falcon ferret
    finch firefly fox frog gannet gazelle gecko gerbil gibbon giraffe goose goshawk grebe grouse gull
    guppy hamster hare harrier hawk hedgehog heron hoopoe hornbill horse ibex ibis iguana impala jackal
    jackdaw jay kestrel kingfisher kite kiwi koala kudu ladybird lapwing lark lemming lemur leopard
    limpet linnet lion lizard llama lobster lynx magpie mallard manatee marlin marmot marten martin
    meerkat merlin mink minnow mole moose moth mouse mussel narwhal newt nightjar numbat ocelot octopus
    okapi oriole oryx osprey otter owl oyster panda panther parrot partridge pelican penguin perch
    petrel pheasant pigeon pika pike pipit plover pony porpoise puffin puma python quail quokka rabbit
    raccoon raven ray redstart reindeer robin rook salmon sandpiper seal serval shark sheep shrew shrike
    siskin skink skua skylark sloth snail snipe sparrow squid squirrel starling stingray stoat stork
    sturgeon sunbird swallow swan swift tapir teal tern thrush tiger toad tortoise toucan trout tuna
    turtle viper vole wagtail walrus warbler weasel whale wigeon wolf wombat woodcock wren yak zebra
    """
)
